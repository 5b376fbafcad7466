import KapellCore
import KapellJSON
import Synchronization

/// Thrown into a node that does or awaits something that the run did not. A node that catches it has diverged all the same.
struct ReplayMiss: Error {
    let what: String

    var error: KapellError { KapellError(.conflict, what) }
}

/// What a run did, for nodes that are run again without doing anything; and what they do now.
final class ReplayTape: Sendable {
    struct Recorded: Sendable {
        var results: [String: JSONValue] = [:]
        /// `nil` inside: nothing came in time. Without an entry the question is open, or was never asked.
        var answers: [String: JSONValue?] = [:]
        var waits: Set<String> = []
    }

    /// A step as it was played: all that its tasks wrote, by their local names.
    struct Played: Sendable {
        var record: StepRecord
        var writes: [String: [ChannelWrite]]
    }

    private struct State {
        var recorded = Recorded()
        var asked: Set<String> = []
        var misses: [String] = []
        var steps: [Played] = []
        var undos: [String: @Sendable (String) async throws -> Void] = [:]
    }

    private let state = Mutex(State())

    init(_ recorded: Recorded = Recorded()) { state.withLock { $0.recorded = recorded } }

    /// Takes over what the run did and awaited.
    func record(_ record: Record) {
        state.withLock { state in
            switch record {
            case .result(let id, let value): state.recorded.results[id] = value
            case .wait(let wait): state.recorded.waits.insert(wait.id)
            case .answer(let answer):
                if state.recorded.waits.contains(answer.id), state.recorded.answers[answer.id] == nil {
                    state.recorded.answers[answer.id] = .some(answer.value)
                }
            default: break
            }
        }
    }

    /// Forgets what belongs to the steps that are over.
    ///
    /// - Returns: effects and waits of them that nobody asked for, sorted.
    func rewind() -> [String] {
        state.withLock { state in
            defer {
                state.recorded = Recorded()
                state.asked = []
                state.misses = []
                state.steps = []
            }
            return unasked(state)
        }
    }

    private func unasked(_ state: State) -> [String] {
        (Set(state.recorded.results.keys).union(state.recorded.answers.keys)).subtracting(state.asked).sorted()
    }

    /// Effects and waits that nobody asked for, sorted.
    var unasked: [String] { state.withLock { unasked($0) } }
    /// What was asked for and is not there, in the order in which it was.
    var misses: [String] { state.withLock { $0.misses } }
    var steps: [Played] { state.withLock { $0.steps } }

    func note(_ record: StepRecord, _ done: [String: [ChannelWrite]]) {
        var writes = Dictionary(record.writes.map { ($0.task, $0.writes) }, uniquingKeysWith: { first, _ in first })
        for (path, more) in done where GraphTask.graph(of: path) == record.graph {
            guard path.hasSuffix("@\(record.step)") else { continue }
            writes[GraphTask.local(of: path)] = more
        }
        state.withLock { $0.steps.append(Played(record: record, writes: writes)) }
    }

    /// Keeps how an effect is taken back; also over ``rewind()``.
    func keep(_ id: String, _ undo: @escaping @Sendable (String) async throws -> Void) {
        state.withLock { $0.undos[id] = undo }
    }

    func undo(of id: String) -> (@Sendable (String) async throws -> Void)? { state.withLock { $0.undos[id] } }

    /// What an effect gave.
    func result(of id: String) throws(ReplayMiss) -> JSONValue {
        if let result = state.withLock({ state in
            state.asked.insert(id)
            return state.recorded.results[id]
        }) {
            return result
        }
        throw miss("The effect `\(id)` has no result in the recording.")
    }

    /// What came for a wait; `nil` where it is open.
    func answer(to id: String) throws(ReplayMiss) -> AnswerRecord? {
        let (isKnown, answer) = state.withLock { state in
            state.asked.insert(id)
            return (state.recorded.waits.contains(id), state.recorded.answers[id])
        }
        guard isKnown else { throw miss("`\(id)` is not asked in the recording.") }
        return answer.map { AnswerRecord(id: id, value: $0, isFromOutside: false) }
    }

    private func miss(_ what: String) -> ReplayMiss {
        state.withLock { $0.misses.append(what) }
        return ReplayMiss(what: what)
    }
}

extension GraphTask {
    /// `check[1]` of `review@3/check[1]@0`.
    static func local(of path: String) -> String {
        let name = path[(path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex)...]
        return name.lastIndex(of: "@").map { String(name[..<$0]) } ?? String(name)
    }
}
