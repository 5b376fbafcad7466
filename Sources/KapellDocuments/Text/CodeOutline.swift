internal import KapellCore

/// The declarations of a source file, line by line. An outline for a reader, not a parser: a declaration begins its line.
enum CodeOutline {
    private static let limit = 20_000

    static func headings(in bytes: [UInt8], language: CodeLanguage) -> [Heading] {
        guard !language.declarations.isEmpty else { return [] }
        var headings: [Heading] = []
        /// How far each open level is indented.
        var indents: [Int] = []
        for line in TextLines(bytes, from: bytes.offsetAfterMark) {
            let text = bytes.trimmed(line)
            guard !text.isEmpty, text.count <= 400, headings.count < limit else { continue }
            let indent = text.lowerBound - line.lowerBound
            guard indent <= 24, let name = declaration(bytes.string(text), language) else { continue }
            while let last = indents.last, last >= indent { indents.removeLast() }
            indents.append(indent)
            headings.append(
                Heading(
                    level: min(6, indents.count), title: name,
                    span: ByteSpan(start: text.lowerBound, end: text.upperBound)))
        }
        return headings
    }

    /// The declaration without its body: `func next()`.
    private static func declaration(_ line: String, _ language: CodeLanguage) -> String? {
        guard !line.hasPrefix(language.comment), !line.hasSuffix(";") || language.name == "sql" else { return nil }
        var words = line.split(separator: " ", maxSplits: 12)[...]
        let isAnyCase = language.name == "sql"
        func plain(_ word: Substring) -> String { isAnyCase ? word.lowercased() : String(word) }
        while let word = words.first {
            // An attribute may stand before a declaration.
            if language.modifiers.contains(plain(word)) || word.hasPrefix("@") && word.count > 1 {
                words = words.dropFirst()
            } else {
                break
            }
        }
        guard let word = words.first, language.declarations.contains(plain(word)), words.count > 1 else { return nil }
        guard let name = words.dropFirst().first?.first, name.isLetter || "_`(\"<".contains(name) else { return nil }
        let text = words.joined(separator: " ")
        let end = text.firstIndex { $0 == "{" } ?? text.endIndex
        return String(text[..<end]).trimmed.trimmingColon
    }
}

extension String {
    fileprivate var trimmingColon: String { hasSuffix(":") ? String(dropLast()) : self }
}
