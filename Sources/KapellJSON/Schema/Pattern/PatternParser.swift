/// Reads regular expressions: ECMA-262 with the flag `u`, except that a brace or bracket that closes nothing, and an
/// escaped sign that needs no escape, stand for themselves.
struct PatternParser {
    /// How many groups may lie in one another.
    static let depthLimit = 100

    let scalars: [UInt32]
    var place = 0
    /// The sets of scalars that the expression speaks of.
    private(set) var sets: [PatternSet] = []
    private var depth = 0

    init(_ text: String) { scalars = text.unicodeScalars.map(\.value) }

    /// The whole expression.
    static func parse(_ text: String) throws(PatternFailure) -> (node: PatternNode, sets: [PatternSet]) {
        var parser = PatternParser(text)
        let node = try parser.choice()
        guard parser.place == parser.scalars.count else { throw parser.failure("a \")\" closes nothing") }
        return (node, parser.sets)
    }

    mutating func scalar(_ set: PatternSet) -> PatternNode {
        sets.append(set.prepared())
        return .scalar(sets.count - 1)
    }

    func failure(_ what: String) -> PatternFailure {
        PatternFailure(message: "\(what), at character \(min(place, scalars.count) + 1).")
    }

    func peek(_ ahead: Int = 0) -> Unicode.Scalar? {
        place + ahead < scalars.count ? Unicode.Scalar(scalars[place + ahead]) : nil
    }

    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard peek() == scalar else { return false }
        place += 1
        return true
    }

    mutating func take(_ text: StaticString) -> Bool {
        let bytes = text.withUTF8Buffer { Array($0) }
        for (ahead, byte) in bytes.enumerated() where peek(ahead)?.value != UInt32(byte) { return false }
        place += bytes.count
        return true
    }

    private mutating func choice() throws(PatternFailure) -> PatternNode {
        var choices = [try sequence()]
        while take("|" as Unicode.Scalar) { choices.append(try sequence()) }
        return choices.count == 1 ? choices[0] : .choice(choices)
    }

    private mutating func sequence() throws(PatternFailure) -> PatternNode {
        var terms: [PatternNode] = []
        while let next = peek(), next != "|", next != ")" {
            let term = try term()
            terms.append(try quantified(term))
        }
        return terms.count == 1 ? terms[0] : terms.isEmpty ? .empty : .sequence(terms)
    }

    private mutating func term() throws(PatternFailure) -> PatternNode {
        guard let next = peek() else { return .empty }
        switch next {
        case "^":
            place += 1
            return .start
        case "$":
            place += 1
            return .end
        case ".":
            place += 1
            return scalar(.anyButLineEnds)
        case "(": return try group()
        case "[":
            place += 1
            return scalar(try set())
        case "\\": return try escape()
        case "*", "+", "?": throw failure("\"\(next)\" repeats nothing")
        case "{" where isQuantifier: throw failure("\"{\" repeats nothing")
        default:
            place += 1
            return scalar(PatternSet(next.value))
        }
    }

    private mutating func group() throws(PatternFailure) -> PatternNode {
        place += 1
        depth += 1
        guard depth <= Self.depthLimit else {
            throw failure("more than \(Self.depthLimit) groups lie in one another")
        }
        defer { depth -= 1 }
        var look: (isBehind: Bool, isNegated: Bool)?
        if take("?=") {
            look = (false, false)
        } else if take("?!") {
            look = (false, true)
        } else if take("?<=") {
            look = (true, false)
        } else if take("?<!") {
            look = (true, true)
        } else if take("?<") {
            try name()
        } else if peek() == "?" {
            guard take("?:") else { throw failure("\"(?\" is followed by something that is not known here") }
        }
        let node = try choice()
        guard take(")" as Unicode.Scalar) else { throw failure("a \"(\" is not closed") }
        return look.map { .look(node, isBehind: $0.isBehind, isNegated: $0.isNegated) } ?? node
    }

    /// The name of a group, with the bracket that closes it.
    mutating func name() throws(PatternFailure) {
        let start = place
        while let next = peek(), next != ">" {
            guard next.properties.isIDContinue || next == "$" else { throw failure("a group's name is not a name") }
            place += 1
        }
        guard place > start, take(">" as Unicode.Scalar) else { throw failure("a group's name is missing") }
    }

    // MARK: Repetition

    private var isQuantifier: Bool {
        var copy = self
        return copy.braces() != nil
    }

    /// `{2}`, `{2,}` and `{2,5}`.
    private mutating func braces() -> (Int, Int?)? {
        guard take("{" as Unicode.Scalar), let least = number() else { return nil }
        var most: Int? = least
        if take("," as Unicode.Scalar) { most = number() }
        return take("}" as Unicode.Scalar) ? (least, most) : nil
    }

    /// A decimal number; one beyond a billion counts as a billion.
    private mutating func number() -> Int? {
        let start = place
        var value = 0
        while let next = peek(), next >= "0", next <= "9" {
            value = min(value * 10 + Int(next.value - 0x30), 1_000_000_000)
            place += 1
        }
        return place > start ? value : nil
    }

    private mutating func quantified(_ term: PatternNode) throws(PatternFailure) -> PatternNode {
        let range: (Int, Int?)
        switch peek() {
        case "*": range = (0, nil)
        case "+": range = (1, nil)
        case "?": range = (0, 1)
        case "{":
            var copy = self
            guard let found = copy.braces() else { return term }
            place = copy.place - 1
            range = found
        default: return term
        }
        switch term {
        case .start, .end, .wordBoundary, .look(_, isBehind: true, isNegated: _):
            throw failure("an assertion cannot be repeated")
        default: break
        }
        if let most = range.1, most < range.0 { throw failure("a repetition has its numbers in the wrong order") }
        place += 1
        // Lazy or not makes no difference to whether a text matches.
        _ = take("?" as Unicode.Scalar)
        return .repetition(term, least: range.0, most: range.1)
    }
}
