import KapellText

/// A question of one plain clause that asks whether something may, must or is; nil for every other.
struct YesNoQuestion: Sendable {
    enum Asks: Sendable, Hashable {
        /// "May the tenant …", "Is the tenant allowed to …".
        case permission
        /// "Must the tenant …", "Does the tenant have to …".
        case duty
        /// "Is the deposit refundable?"
        case state
    }

    let asks: Asks
    /// The words behind the auxiliary, without articles; of "Is the tenant allowed to sublet?" `tenant` and `sublet`.
    let words: [ClauseWord]

    private static let mostWords = 40

    /// - Parameter document: stems of the words that name the document which the answer is taken from: "under the lease"
    ///   is no part of what is asked.
    init?(_ text: String, document: Set<String> = []) {
        var (words, ending) = ClauseWord.split(text)
        guard words.count <= Self.mostWords, ending.allSatisfy({ "?!.".contains($0) }) else { return nil }
        words = Self.without(document, words)
        guard let auxiliary = words.first?.text, words.dropFirst().allSatisfy({ $0.signs.isEmpty }),
            !words.contains(where: { Self.unclear.contains($0.text) })
        else { return nil }
        var behind = words.dropFirst().filter { !$0.isDeterminer }
        switch auxiliary {
        case "may", "can": asks = .permission
        case "must": asks = .duty
        case "is", "are":
            if let kept = Self.cutting(Self.permitted, from: behind) {
                (asks, behind) = (.permission, kept)
            } else if let kept = Self.cutting(Self.obliged, from: behind) {
                (asks, behind) = (.duty, kept)
            } else {
                asks = .state
            }
        case "do", "does":
            if let kept = Self.cutting([["have", "to"], ["need", "to"]], from: behind) {
                (asks, behind) = (.duty, kept)
            } else if let kept = Self.cutting([["have", "right", "to"]], from: behind) {
                (asks, behind) = (.permission, kept)
            } else {
                return nil
            }
        default: return nil
        }
        guard behind.count >= 2 else { return nil }
        self.words = behind
    }

    /// Whether a text holds the auxiliary of such a question at all.
    static func mayBe(_ text: String) -> Bool {
        Words.split(text).contains { ["may", "can", "must", "is", "are", "do", "does"].contains($0.text) }
    }

    /// The words without a phrase that must stand among them, and not at their end or front.
    private static func cutting(_ phrases: [[String]], from words: [ClauseWord]) -> [ClauseWord]? {
        for phrase in phrases {
            for start in words.indices.dropFirst() where words[start...].map(\.text).starts(with: phrase) {
                let end = start + phrase.count
                guard end < words.count else { return nil }
                return Array(words[..<start] + words[end...])
            }
        }
        return nil
    }

    /// Without "under the lease" at its front or at its end.
    private static func without(_ document: Set<String>, _ words: [ClauseWord]) -> [ClauseWord] {
        func names(_ part: ArraySlice<ClauseWord>) -> Bool {
            guard let first = part.first, ["under", "in"].contains(first.text) else { return false }
            let name = part.dropFirst().filter { !$0.isDeterminer }
            return !name.isEmpty && name.allSatisfy { document.contains($0.stem) }
        }
        if let comma = words.indices.dropFirst().first(where: { words[$0].signs == "," }), names(words[..<comma]) {
            var kept = Array(words[comma...])
            kept[0].signs = ""
            return kept
        }
        if let last = words.lastIndex(where: { ["under", "in"].contains($0.text) }), names(words[last...]) {
            return Array(words[..<last])
        }
        return words
    }

    private static let permitted = [["allowed", "to"], ["permitted", "to"], ["entitled", "to"], ["free", "to"]]
    private static let obliged = [["required", "to"], ["obliged", "to"], ["obligated", "to"], ["bound", "to"]]
    /// Denials, and words that make a question a matter of more or less.
    private static let unclear: Set<String> = [
        "not", "no", "never", "non", "nor", "neither", "only", "still", "ever", "and", "but", "unless", "except",
        "than",
        "n't", "cannot", "can't", "isn't", "aren't", "mustn't", "doesn't", "don't", "nobody", "nothing", "what",
        "which",
        "who", "when", "where", "how", "why", "whether", "it", "they", "he", "she",
    ]
}
