import Synchronization

/// The states of a grammar with the masks of its vocabularies, shared by all texts that follow it.
final class GrammarAutomaton: Sendable {
    struct Memory {
        var states: GrammarStates
        var masks: [MaskKey: [UInt64]] = [:]
    }

    struct MaskKey: Hashable {
        var vocabulary: Int
        var state: Int32
    }

    /// How many masks are kept; with 128,000 tokens one takes 16 KB.
    static let maskLimit = 512

    private let memory: Mutex<Memory>

    init(_ program: GrammarProgram) { memory = Mutex(Memory(states: GrammarStates(program))) }

    func with<Result: Sendable>(_ body: (inout Memory) -> Result) -> Result {
        memory.withLock { memory in body(&memory) }
    }
}
