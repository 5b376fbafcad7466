internal import KapellCore

/// The texts of footnotes or endnotes by their ids.
enum WordNotes {
    static func read(
        _ bytes: [UInt8], part: String, of source: DocumentSource
    ) throws(KapellError) -> [String: [UInt8]] {
        let reader = try XMLReader(bytes, part: part, of: source)
        var notes: [String: [UInt8]] = [:]
        var id: String?
        var text = InlineText()
        var isText = false
        while let event = try reader.next() {
            switch event {
            case .start("footnote"), .start("endnote"):
                // Separators are notes, too, with a type.
                id = reader.attribute("type").map({ $0 == "normal" }) ?? true ? reader.attribute("id") : nil
                text = InlineText()
            case .end("footnote"), .end("endnote"):
                if let id { notes[id] = text.take() }
                id = nil
            case .start(let name) where WordBody.skipped.contains(name): try reader.skip(name)
            case .start("t"): isText = true
            case .end("t"): isText = false
            case .start("tab"), .start("br"), .start("cr"), .end("p"): text.blank()
            case .start("noBreakHyphen"): text.append("-")
            case .text(let piece): if isText { text.append(piece) }
            default: break
            }
        }
        return notes
    }
}
