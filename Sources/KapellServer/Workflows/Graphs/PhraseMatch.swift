import KapellJSON

/// Looks which phrases are in a text, whatever their case, and the spaces and line ends in them.
enum PhraseMatch {
    /// `{"holds", "found", "missing"}`; it holds when none is missing.
    static func json(_ phrases: JSONValue, in text: String) -> JSONValue {
        let whole = plain(text)
        var found: [JSONValue] = []
        var missing: [JSONValue] = []
        for phrase in phrases.arrayValue ?? [phrases] where !phrase.isNull {
            let words = phrase.stringValue ?? phrase.serialized()
            if whole.contains(plain(words)) { found.append(.string(words)) } else { missing.append(.string(words)) }
        }
        return ["holds": .bool(missing.isEmpty), "found": .array(found), "missing": .array(missing)]
    }

    private static func plain(_ text: String) -> String {
        text.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
