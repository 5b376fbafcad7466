/// Text of everything that cutting has to do with, in no sensible order.
package func randomText(_ generator: inout SeededGenerator, pieces count: Int) -> String {
    let pieces = [
        "The fee", " is due", ". ", ".", "! ", "? ", "\n", "\n\n", "\r\n", "\t", "   ", " ", "- item", "* point",
        "(a) first", "12.3 Term", "1. ", "# Title\n", "## Sub › title\n", "| a | b |\n", "NOTICES\n", "e.g. ", "Dr. ",
        "EUR 1,500.50", "\u{201C}quoted.\u{201D} ", "(closed.) ", "Größe", "日本語の文。", "🧾👩‍⚖️", "e\u{301}", "\u{C}",
        "a.b.c", "...", "X", "\"", "'", ")", "word ",
    ]
    var text = ""
    for _ in 0..<count { text += pieces[Int.random(in: 0..<pieces.count, using: &generator)] }
    return text
}

/// The white space that lies between sentences and chunks.
package func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

package func slice(_ text: String, _ start: Int, _ end: Int) -> String {
    String(decoding: Array(text.utf8)[start..<end], as: UTF8.self)
}
