import KapellText

/// Decides a question that asks for yes or no from one sentence, where the sentence decides it surely.
///
/// A wrong yes does more harm than none. So question and sentence must say the same of the same party with the same words;
/// only the verb may be a synonym. What the sentence has beyond the question must be a condition.
package enum YesNoDecider {
    /// - Parameter document: stems of the words that name the sentence's document.
    /// - Returns: nil where the sentence does not decide it.
    package static func decide(_ question: String, by sentence: String, document: Set<String> = []) -> AnswerVerdict? {
        guard let asked = YesNoQuestion(question, document: document), let clause = DecidingClause(sentence) else {
            return nil
        }
        guard let behind = behind(clause.subject, in: asked.words) else { return nil }
        switch clause.modality {
        case .states, .denies:
            guard asked.asks == .state else { return nil }
            return state(behind, clause)
        default:
            guard asked.asks != .state, let verb = behind.first, clause.verbs.contains(where: { isSame(verb, $0) })
            else {
                return nil
            }
            return outcome(asked.asks, clause, rest: Array(behind.dropFirst()))
        }
    }

    /// The verb that a question asks about, or what it says of its subject: its stem is looked for elsewhere.
    package static func key(of question: String, in sentence: String, document: Set<String> = []) -> String? {
        guard let asked = YesNoQuestion(question, document: document), let clause = DecidingClause(sentence),
            let behind = behind(clause.subject, in: asked.words), let key = behind.first
        else { return nil }
        return classes[key.stem] == nil || clause.verbs.isEmpty == false ? key.text : clause.subject.last?.text
    }

    // MARK: Who

    /// What a question says behind its subject, where that is the clause's.
    private static func behind(_ subject: [ClauseWord], in words: [ClauseWord]) -> [ClauseWord]? {
        guard words.count > subject.count,
            zip(subject, words).allSatisfy({ isSameParty($0, $1) })
        else { return nil }
        return Array(words.dropFirst(subject.count))
    }

    private static func isSameParty(_ mine: ClauseWord, _ asked: ClauseWord) -> Bool {
        if mine.stem == asked.stem { return true }
        if mine.text == "you" { return ["i", "we", "you"].contains(asked.text) }
        return parties.contains { $0.contains(mine.text) && $0.contains(asked.text) }
    }

    private static let parties: [Set<String>] = [
        ["tenant", "lessee", "renter"], ["tenants", "lessees", "renters"], ["landlord", "lessor"],
        ["landlords", "lessors"],
    ]

    // MARK: What

    private static func isSame(_ asked: ClauseWord, _ verb: ClauseWord) -> Bool {
        if asked.stem == verb.stem { return true }
        return !vague.contains(asked.stem) && !vague.contains(verb.stem)
            && Thesaurus.standard.areSynonyms(asked.stem, verb.stem)
    }

    /// Verbs whose synonyms turn a sentence about: who pays and who refunds, who gives and who gets.
    private static let vague = Set(
        """
        pay bear owe reimburse refund remit settle give get receive let hold take make have do run return render agree \
        accept consent approve answer keep go end stop leave lend borrow ask request demand fail avoid prevent charge
        """.split(whereSeparator: \.isWhitespace).map { Stemmer.normalStem(String($0)) })

    private static func outcome(_ asks: YesNoQuestion.Asks, _ clause: DecidingClause, rest: [ClauseWord])
        -> AnswerVerdict?
    {
        let plain: AnswerVerdict
        switch (asks, clause.modality) {
        case (.permission, .allows), (.duty, .demands): plain = .yes
        case (.permission, .forbids), (.duty, .frees): plain = .no
        default: return nil
        }
        return verdict(plain, clause, asked: rest)
    }

    private static func state(_ asked: [ClauseWord], _ clause: DecidingClause) -> AnswerVerdict? {
        guard let mine = asked.first else { return nil }
        var rest = clause.rest
        var isDenied = clause.modality == .denies
        if rest.first?.text == "non", rest.count > 1 {
            isDenied.toggle()
            rest.removeFirst()
        }
        guard let its = rest.first else { return nil }
        if mine.stem != its.stem {
            guard let one = classes[mine.stem], let other = classes[its.stem], one.kind == other.kind else {
                return nil
            }
            if one.isDenied != other.isDenied { isDenied.toggle() }
        }
        var clause = clause
        let taken = clause.rest.count - rest.count + 1
        if let condition = clause.condition {
            guard condition >= taken else { return nil }
            clause.condition = condition - taken
        }
        clause.rest = Array(rest.dropFirst())
        return verdict(isDenied ? .no : .yes, clause, asked: Array(asked.dropFirst()))
    }

    /// Words for what is allowed or demanded, which may stand for each other.
    private static let classes: [String: (kind: Int, isDenied: Bool)] = {
        let table: [(Int, Bool, String)] = [
            (0, false, "allowed permitted permissible"), (0, true, "prohibited forbidden banned"),
            (1, false, "required mandatory compulsory obligatory"), (1, true, "optional"),
        ]
        var classes: [String: (Int, Bool)] = [:]
        for (kind, isDenied, words) in table {
            for word in words.split(separator: " ") { classes[Stemmer.normalStem(String(word))] = (kind, isDenied) }
        }
        return classes
    }()

    // MARK: Conditions

    /// The verdict of a clause whose subject and verb are asked about, by what it says beyond the question.
    private static func verdict(_ plain: AnswerVerdict, _ clause: DecidingClause, asked: [ClauseWord]) -> AnswerVerdict?
    {
        var left: [Int] = []
        var next = 0
        for (index, word) in clause.rest.enumerated() {
            if next < asked.count, asked[next].stem == word.stem { next += 1 } else { left.append(index) }
        }
        guard next == asked.count else { return nil }
        let condition = clause.condition ?? clause.rest.count
        let before = left.filter { $0 < condition }
        let behind = left.filter { $0 >= condition }
        let asksNothing = left.filter { $0 < condition }.count == condition
        guard before.isEmpty || isWhole(before.map { clause.rest[$0] }, clause, nothingAsked: asksNothing) else {
            return nil
        }
        let isConditional = clause.beginsWithCondition || clause.isRestricted
        if condition == clause.rest.count || behind.isEmpty {
            // What is restricted is restricted to something that is not understood here.
            if clause.isRestricted { return nil }
            return isConditional ? .conditional : plain
        }
        guard behind.count < clause.rest.count - condition else {
            // The question says nothing of the condition.
            if clause.rest[condition].text == "without", clause.modality == .allows || clause.modality == .demands {
                return nil
            }
            return .conditional
        }
        return isWithoutLeave(behind, clause, from: condition) && !isConditional ? plain : nil
    }

    /// Whether what is left over is the contract's own matter: "may not sublet [the premises or any part of them]".
    private static func isWhole(_ words: [ClauseWord], _ clause: DecidingClause, nothingAsked: Bool) -> Bool {
        var words = words[...]
        if nothingAsked, let first = words.first, matters.contains(first.stem) { words = words.dropFirst() }
        guard let first = words.first else { return true }
        return clause.modality == .forbids && first.text == "or" && words.allSatisfy { parts.contains($0.text) }
    }

    /// Whether the question asks "without consent", and what is forbidden is forbidden without a consent of some kind.
    private static func isWithoutLeave(_ left: [Int], _ clause: DecidingClause, from condition: Int) -> Bool {
        guard clause.modality == .forbids, clause.rest[condition].text == "without", !left.contains(condition) else {
            return false
        }
        let tail = clause.rest.count - condition
        guard tail <= 9 else { return false }
        var isBehindOf = false
        for index in condition..<clause.rest.count {
            let text = clause.rest[index].text
            if ["of", "from", "by"].contains(text) { isBehindOf = true }
            if ["or", "and"].contains(text) { return false }
            guard left.contains(index) else { continue }
            guard isBehindOf || ["prior", "written", "express", "previous", "advance"].contains(text) else {
                return false
            }
        }
        return true
    }

    private static let matters = Set(
        ["premises", "property", "agreement", "contract", "lease", "licence"].map { Stemmer.normalStem($0) })
    private static let parts: Set<String> = ["or", "part", "of", "them", "thereof", "it"]
}
