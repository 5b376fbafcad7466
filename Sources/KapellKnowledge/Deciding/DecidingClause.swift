import KapellText

/// A sentence of one plain main clause, such as "The Tenant may not sublet the premises without consent."; nil for every
/// other.
///
/// It is read narrowly on purpose: what is not understood word for word decides nothing.
struct DecidingClause: Sendable {
    /// Who or what it speaks of, without articles.
    var subject: [ClauseWord]
    var modality: Modality
    /// One verb, or several that are joined; for ``Modality/states`` and ``Modality/denies`` none.
    var verbs: [ClauseWord]
    /// Everything behind the verb, without articles.
    var rest: [ClauseWord]
    /// Where in ``rest`` a condition begins.
    var condition: Int?
    /// Whether the condition stands before the main clause.
    var beginsWithCondition = false
    /// Whether it says "only".
    var isRestricted = false

    private static let mostWords = 80

    init?(_ sentence: String) {
        let (all, ending) = ClauseWord.split(sentence)
        guard all.count <= Self.mostWords, ending.allSatisfy({ ".”\"".contains($0) }), !all.isEmpty else { return nil }
        let folded = all.map(\.text)
        let lead = Self.leadLength(all)
        guard let place = folded.indices.dropFirst(lead).first(where: { Self.modality(folded[$0...], at: $0) != nil }),
            let (modality, length) = Self.modality(folded[place...], at: place)
        else { return nil }
        guard let (subject, isDenied, begins) = Self.subject(all[..<place]) else { return nil }
        self.modality = modality
        if isDenied {
            guard modality == .allows else { return nil }
            self.modality = .forbids
        }
        self.subject = subject
        beginsWithCondition = begins
        var behind = all[(place + length)...]
        guard behind.first?.signs.isEmpty == true else { return nil }
        Self.dropAdverbs(&behind)
        if behind.first?.text == "only" {
            guard self.modality == .allows else { return nil }
            isRestricted = true
            behind = behind.dropFirst()
        }
        verbs = []
        if modality != .states, modality != .denies {
            guard let (verbs, count) = Self.verbs(behind, self.modality) else { return nil }
            self.verbs = verbs
            behind = behind.dropFirst(count)
        }
        rest = behind.filter { !$0.isDeterminer }
        // "May not be liable" may only mean that it is not sure.
        if verbs.contains(where: { $0.text == "be" }), rest.first?.text.hasSuffix("ed") != true { return nil }
        let texts = rest.map(\.text)
        condition = texts.indices.first { Self.opensCondition(texts[$0...], self.modality) }
        if let condition, condition > 0, rest[condition].text != "only", rest[condition - 1].text == "only" {
            self.condition = condition - 1
        }
        // Another clause, a denial, a list: outside of the condition nothing of it is understood.
        for word in rest[..<(condition ?? rest.count)] {
            let isJoined = word.signs.isEmpty || (word.signs == "-" && rest.first?.text == "non")
            guard !Modality.markers.contains(word.text), !Self.breaks.contains(word.text), isJoined else { return nil }
        }
        if let condition {
            let tail = rest[condition...]
            guard !tail.contains(where: { ";:.!?".contains(anyOf: $0.signs) || Self.overturns.contains($0.text) })
            else { return nil }
        }
    }

    /// How many words stand before the comma of "If the Customer is in default, the Provider …".
    private static func leadLength(_ words: [ClauseWord]) -> Int {
        guard let first = words.first, leads.contains(first.text) else { return 0 }
        return words.lastIndex { $0.signs.contains(",") } ?? 0
    }

    /// The modality of a clause at a place. "Is" counts only as the verb of a statement: "is refundable".
    private static func modality(
        _ texts: ArraySlice<String>, at place: Int
    ) -> (Modality, Int)? {
        guard place > 0 else { return nil }
        if let found = Modality.phrase(in: texts) {
            guard found.modality == .demands || found.modality == .forbids, texts.dropFirst(found.length).first == "be",
                texts.first == "shall", found.length <= 2
            else { return found }
            return (found.modality == .demands ? .states : .denies, found.length + 1)
        }
        if texts.first == "is" || texts.first == "are" {
            return texts.dropFirst().first == "not" ? (.denies, 2) : (.states, 1)
        }
        return nil
    }

    /// Who it speaks of: what stands before the modality, behind a number, a heading or a condition.
    private static func subject(
        _ words: ArraySlice<ClauseWord>
    ) -> (words: [ClauseWord], isDenied: Bool, beginsWithCondition: Bool)? {
        var words = words.drop { $0.text.utf8.contains(where: \.isDigit) || $0.text.utf8.count == 1 && $0.text != "a" }
        var begins = false
        if let first = words.first, leads.contains(first.text) {
            guard let comma = words.lastIndex(where: { $0.signs.contains(",") }),
                isCondition(words[..<comma].map(\.text))
            else { return nil }
            begins = true
            words = words[comma...]
        } else if let heading = words.dropFirst().lastIndex(where: { $0.isCapitalised && openers.contains($0.text) }) {
            // "Notice The Customer may …": a heading runs into its sentence.
            words = words[heading...]
        }
        let isDenied = words.first.map { ["no", "neither"].contains($0.text) } ?? false
        if isDenied { words = words.dropFirst() }
        guard words.dropFirst().allSatisfy({ $0.signs.isEmpty }) else { return nil }
        let subject = words.filter { !$0.isDeterminer }
        guard (1...4).contains(subject.count), !subject.contains(where: { unclear.contains($0.text) }) else {
            return nil
        }
        return (subject, isDenied, begins)
    }

    /// The verb, or all of "assign, sublet or charge", and how many words they take.
    private static func verbs(
        _ behind: ArraySlice<ClauseWord>, _ modality: Modality
    ) -> (verbs: [ClauseWord], count: Int)? {
        guard let first = behind.first, !unclear.contains(first.text) else { return nil }
        var verbs = [first]
        var index = behind.index(after: behind.startIndex)
        while index < behind.endIndex {
            let isJoint = ["or", "and"].contains(behind[index].text)
            guard isJoint || behind[index].signs == "," else { break }
            // "Must not drink and drive" may mean both together.
            if behind[index].text == "and", modality == .forbids || modality == .frees { return nil }
            let verb = isJoint ? index + 1 : index
            guard verb < behind.endIndex, !behind[verb].isDeterminer else { break }
            guard behind[verb].text != "otherwise" else { return nil }
            verbs.append(behind[verb])
            index = verb + 1
        }
        return (verbs, index - behind.startIndex)
    }

    /// Adverbs behind "may" that change nothing.
    private static func dropAdverbs(_ words: inout ArraySlice<ClauseWord>) {
        for phrase in adverbs where words.map(\.text).starts(with: phrase) {
            words = words.dropFirst(phrase.count)
            return
        }
    }

    /// Whether a condition or an exception begins here.
    private static func opensCondition(_ words: ArraySlice<String>, _ modality: Modality) -> Bool {
        if words.first == "provided", let next = words.dropFirst().first,
            ["by", "in", "at", "for", "to"].contains(next)
        {
            return false
        }
        if conditions.contains(where: { words.starts(with: $0) }) { return true }
        guard let first = words.first, ["with", "on", "upon"].contains(first), modality == .allows else { return false }
        return words.dropFirst().prefix(7).contains { leaves.contains($0) }
    }

    /// Whether what stands before the main clause says when it holds. "In addition, …" does not.
    private static func isCondition(_ words: [String]) -> Bool {
        guard let first = words.first else { return false }
        if ["if", "when", "where", "unless", "subject", "upon", "after", "provided", "except", "once"].contains(first) {
            return true
        }
        return ["with", "on"].contains(first) && words.contains { leaves.contains($0) || $0 == "request" }
    }

    private static func split(_ text: String) -> [[String]] {
        text.split(separator: ";").map { $0.split(separator: " ").map(String.init) }
    }

    private static let conditions = split(
        """
        unless; except; without; provided; if; when; where; subject to; only; so long as; as long as; in event; \
        in case; to extent; save; on condition
        """)
    private static let leaves: Set<String> = ["consent", "approval", "permission", "authorisation", "notice"]
    private static let adverbs = split("at any time; at its option; at its sole discretion; at all times; also; freely")
    private static let leads: Set<String> = [
        "if", "when", "where", "unless", "subject", "upon", "on", "after", "during", "provided", "in", "at", "except",
        "notwithstanding", "with", "without", "before", "for", "to", "within", "save", "once", "until", "following",
        "only", "while", "whenever", "from", "as", "by", "although", "however", "despite", "because", "since", "under",
    ]
    private static let openers: Set<String> = ["the", "a", "an", "each", "either", "neither", "no", "any", "every"]
    /// Words that stand for something else, or make less or more of what is said than is seen.
    private static let unclear: Set<String> = [
        "it", "they", "he", "she", "this", "that", "these", "those", "which", "who", "whoever", "we", "i", "one",
        "there",
        "nothing", "nobody", "none", "only", "not", "and", "or", "nor", "but", "other", "than", "such", "if", "unless",
        "party's", "some", "most", "both", "all", "neither", "hardly", "unreasonably", "normally", "generally",
        "usually",
        "no", "never", "also", "then",
    ]
    private static let breaks: Set<String> = [
        "not", "no", "never", "nor", "neither", "but", "however", "which", "who", "that", "whose", "other", "than",
        "and",
        "notwithstanding", "otherwise", "is", "are", "was", "were", "nothing", "none", "because", "although", "while",
    ]
    private static let overturns: Set<String> = ["but", "however", "notwithstanding", "nor", "otherwise"]
}

extension String {
    fileprivate func contains(anyOf other: String) -> Bool { other.contains { self.contains($0) } }
}
