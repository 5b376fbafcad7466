/// Text that is shown to a model as material: it stands between marks that the text itself cannot end.
///
/// Instructions say what the marks mean. That keeps a model from taking a document for its task; it is no guarantee, so
/// what the model then writes is checked all the same.
package enum UntrustedText {
    package static func opening(_ origin: Origin) -> String { "<untrusted origin=\"\(origin.kind)\">" }

    package static let closing = "</untrusted>"

    /// What stands in the place of a `<` that would begin one of our marks.
    package static let replacement: Unicode.Scalar = "‹"

    /// `text` between marks.
    package static func marked(_ text: String, _ origin: Origin) -> String {
        var scalars = String.UnicodeScalarView()
        var rest = text.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            scalars.append(scalar == "<" && startsMark(rest) ? replacement : scalar)
        }
        return opening(origin) + String(scalars) + closing
    }

    /// Whether what follows a `<` would read as one of our marks.
    package static func startsMark(_ rest: Substring.UnicodeScalarView) -> Bool {
        let head = String(String.UnicodeScalarView(rest.prefix(24).filter { !$0.properties.isWhitespace })).lowercased()
        return head.hasPrefix("untrusted") || head.hasPrefix("/untrusted")
    }
}

extension Origin {
    /// What it is, in one word.
    package var kind: String {
        switch self {
        case .developer: "developer"
        case .user: "user"
        case .document: "document"
        case .tool: "tool"
        case .model: "model"
        }
    }
}
