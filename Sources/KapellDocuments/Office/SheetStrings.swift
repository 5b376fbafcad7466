internal import KapellCore

/// The texts that the cells of a workbook share (`xl/sharedStrings.xml`).
enum SheetStrings {
    private static let limit = 3_000_000

    static func read(
        _ bytes: [UInt8], part: String, of source: DocumentSource
    ) throws(KapellError) -> [[UInt8]] {
        let reader = try XMLReader(bytes, part: part, of: source)
        var strings: [[UInt8]] = []
        var text = InlineText()
        var inText = false
        while let event = try reader.next() {
            switch event {
            case .start("si"): text = InlineText()
            case .end("si"):
                strings.append(text.take())
                guard strings.count <= limit else {
                    throw source.excessive("has more than \(limit) texts in its cells")
                }
            case .start("rPh"): try reader.skip("rPh")
            case .start("t"): inText = true
            case .end("t"): inText = false
            case .text(let piece): if inText { text.append(piece) }
            default: break
            }
        }
        return strings
    }
}
