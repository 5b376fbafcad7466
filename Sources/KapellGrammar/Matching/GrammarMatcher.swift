/// Where a text stands in a grammar. A value, cheap to copy: a copy goes on by itself.
///
/// ```swift
/// var matcher = GrammarMatcher(grammar, vocabulary: vocabulary)
/// while !matcher.isFinished {
///     var token = sample(logits)
///     if !matcher.allows(token) { matcher.fillMask(&mask); token = sample(logits, mask) }
///     matcher.accept(token)
/// }
/// ```
///
/// A text that was begun can always be ended: wherever it stands, a byte may follow or it may end.
public struct GrammarMatcher: Sendable {
    let source: GrammarSource
    let vocabulary: GrammarVocabulary
    var automaton: GrammarAutomaton
    var state = GrammarStates.start
    /// Whether an end token was accepted.
    public private(set) var isEnded = false

    /// A text without a byte yet.
    public init(_ grammar: Grammar, vocabulary: GrammarVocabulary) {
        source = grammar.source
        self.vocabulary = vocabulary
        automaton = source.automaton
    }

    /// Whether the text may end here.
    public var mayEnd: Bool { automaton.with { $0.states.accepts(state) } }

    /// Whether nothing but the end may follow.
    public var isFinished: Bool { isEnded || automaton.with { $0.states.isLast(state) } }

    /// Whether a token may follow. Costs some nanoseconds a byte.
    public func allows(_ token: Int32) -> Bool {
        guard !isEnded else { return false }
        if vocabulary.isEnd.contains(token) { return mayEnd }
        let range = vocabulary.range(of: token)
        return !range.isEmpty && next(range) >= 0
    }

    /// Goes on by a token.
    ///
    /// - Returns: false where it is not allowed; the text then stands where it stood.
    @discardableResult
    public mutating func accept(_ token: Int32) -> Bool {
        guard !isEnded else { return false }
        if vocabulary.isEnd.contains(token) {
            isEnded = mayEnd
            return isEnded
        }
        let range = vocabulary.range(of: token)
        guard !range.isEmpty else { return false }
        let next = next(range)
        guard next >= 0 else { return false }
        go(to: next)
        return true
    }

    /// Goes on by bytes, which need not be whole characters.
    ///
    /// - Returns: false where they are not allowed; the text then stands where it stood.
    @discardableResult
    public mutating func accept(bytes: some Sequence<UInt8>) -> Bool {
        guard !isEnded else { return false }
        let bytes = Array(bytes)
        let start = state
        let next = automaton.with { memory in
            var state = start
            for byte in bytes {
                state = memory.states.step(state, byte)
                if state < 0 { break }
            }
            return state
        }
        guard next >= 0 else { return false }
        go(to: next)
        return true
    }

    /// What must follow here whatever the model wants, at most `limit` bytes: it can be written without asking the model.
    public func forcedBytes(limit: Int = 256) -> [UInt8] {
        guard !isEnded else { return [] }
        let start = state
        return automaton.with { memory in
            var state = start
            var forced: [UInt8] = []
            while forced.count < limit, !memory.states.accepts(state) {
                guard let (byte, next) = memory.states.onlyStep(state) else { break }
                forced.append(byte)
                state = next
            }
            return forced
        }
    }

    private func next(_ range: Range<Int>) -> Int32 {
        let start = state
        return automaton.with { memory in
            var state = start
            for place in range {
                state = memory.states.step(state, vocabulary.byte(at: place))
                if state < 0 { break }
            }
            return state
        }
    }

    private mutating func go(to next: Int32) {
        state = next
        if automaton.with({ $0.states.isFull }) { (automaton, state) = source.renewed(automaton, next) }
    }
}
