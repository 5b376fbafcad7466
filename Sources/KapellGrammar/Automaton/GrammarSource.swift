import Synchronization

/// Where a grammar's automaton comes from: the one at hand, or a new one when that has grown too large. Texts that
/// follow the old one move over with their next token, and the last one to leave releases it.
final class GrammarSource: Sendable {
    let program: GrammarProgram
    private let current: Mutex<GrammarAutomaton>

    init(_ program: GrammarProgram) {
        self.program = program
        current = Mutex(GrammarAutomaton(program))
    }

    var automaton: GrammarAutomaton { current.withLock { $0 } }

    /// The automaton to use in place of `old`, and the state there.
    func renewed(_ old: GrammarAutomaton, _ state: Int32) -> (GrammarAutomaton, Int32) {
        let next = current.withLock { automaton in
            if automaton === old { automaton = GrammarAutomaton(program) }
            return automaton
        }
        guard state >= 0 else { return (next, state) }
        let states = old.with { $0.states }
        return (next, next.with { states.moved(state, to: &$0.states) })
    }
}
