import KapellCore
import Synchronization

/// The checkpoints of a project, in a store that is opened when it is first asked for: most projects have none.
final class CheckpointShelf: Sendable {
    private enum State {
        case untouched
        case open(any CheckpointStore)
        case closed
    }

    private let state = Mutex(State.untouched)
    private let make: @Sendable () throws(KapellError) -> any CheckpointStore

    init(_ make: @escaping @Sendable () throws(KapellError) -> any CheckpointStore) { self.make = make }

    var store: any CheckpointStore {
        get throws(KapellError) {
            try state.withLock { state throws(KapellError) in
                switch state {
                case .open(let store): return store
                case .closed: throw KapellError(.unavailable, "The server is stopping.", remedy: "Ask again later.")
                case .untouched:
                    let store = try make()
                    state = .open(store)
                    return store
                }
            }
        }
    }

    func close() async {
        let store: (any CheckpointStore)? = state.withLock { state in
            defer { state = .closed }
            guard case .open(let store) = state else { return nil }
            return store
        }
        await store?.close()
    }
}
