package import KapellCore
package import KapellDocuments

extension ExtractedDocument {
    /// The documents inside it as they are stored, each with a name of its own.
    ///
    /// A part of a part is named behind it. Two attachments may have one name: the second becomes `name (2)`.
    package var partRecords: [PartRecord] {
        var around: [(span: ByteSpan, name: String)] = []
        var taken: [String: Int] = [:]
        return parts.enumerated().map { index, part in
            while let outer = around.last, !outer.span.contains(part.span) { around.removeLast() }
            let own = part.name.isEmpty ? "part \(index + 1)" : Self.short(part.name, Self.mostLetters)
            let name = around.last.map { Self.short("\($0.name) › \(own)", Self.mostLettersTogether) } ?? own
            var unique = name
            while taken[unique] != nil {
                taken[name, default: 1] += 1
                unique = "\(name) (\(taken[name, default: 1]))"
            }
            taken[unique] = 1
            around.append((part.span, unique))
            return PartRecord(
                name: unique, kind: part.kind.rawValue, span: part.span,
                pages: part.pages.map { PageRecord(number: $0.number, span: $0.span) })
        }
    }

    /// In Unicode scalars: names in archives may have 65,535 bytes.
    private static let mostLetters = 200
    private static let mostLettersTogether = 800

    private static func short(_ name: String, _ most: Int) -> String {
        guard name.unicodeScalars.count > most else { return name }
        return String(String.UnicodeScalarView(name.unicodeScalars.prefix(most))) + "…"
    }
}
