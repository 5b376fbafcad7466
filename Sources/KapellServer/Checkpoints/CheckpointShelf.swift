import KapellCore
import Synchronization

/// The checkpoints of a project, in a store that is opened when it is first asked for: most projects have none.
final class CheckpointShelf: Sendable {
    private typealias Opening = Task<any CheckpointStore, any Error>

    private enum State {
        case untouched
        case open(Opening)
        case closed
    }

    private let state = Mutex(State.untouched)
    private let make: @Sendable () async throws(KapellError) -> any CheckpointStore

    init(_ make: @escaping @Sendable () async throws(KapellError) -> any CheckpointStore) { self.make = make }

    /// The store. One that could not be opened is tried again by the next who asks.
    func store() async throws(KapellError) -> any CheckpointStore {
        let opening = try state.withLock { state throws(KapellError) -> Opening in
            switch state {
            case .open(let opening): return opening
            case .closed: throw KapellError(.unavailable, "The server is stopping.", remedy: "Ask again later.")
            case .untouched:
                // Not the caller's: others wait for it too, and `close()` ends what it has opened.
                let opening = Opening { [make] in try await make() }
                state = .open(opening)
                return opening
            }
        }
        do {
            return try await opening.value
        } catch {
            state.withLock { if case .open(opening) = $0 { $0 = .untouched } }
            throw KapellError.wrapping(error)
        }
    }

    func close() async {
        let opening: Opening? = state.withLock { state in
            defer { state = .closed }
            guard case .open(let opening) = state else { return nil }
            return opening
        }
        try? await opening?.value.close()
    }
}
