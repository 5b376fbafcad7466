import Synchronization

/// Keeps executors by their type and configuration, at most as many as `capacity`; the one that was used longest ago
/// goes first.
final class ExecutorCache: Sendable {
    static let shared = ExecutorCache(capacity: 64)

    private struct Key: Hashable, @unchecked Sendable {  // immutable: AnyHashable only hides that the value is Sendable
        let type: ObjectIdentifier
        let configuration: AnyHashable
    }

    private struct State: ~Copyable {
        var executors: [Key: (executor: any LanguageModelExecutor, used: Int)] = [:]
        var uses = 0
    }

    private let capacity: Int
    private let state = Mutex(State())

    init(capacity: Int) { self.capacity = max(1, capacity) }

    /// How many executors are kept.
    var count: Int { state.withLock { $0.executors.count } }

    /// The executor of a model, made where there is none. Throws what its initialiser throws.
    ///
    /// An executor is made outside of the lock; where two are made at the same time, one is kept.
    func executor<Model: LanguageModel>(for model: Model) throws -> Model.Executor {
        let configuration = model.executorConfiguration
        let key = Key(type: ObjectIdentifier(Model.Executor.self), configuration: AnyHashable(configuration))
        if let found = state.withLock({ Self.use(&$0, key) }) as? Model.Executor { return found }
        let made = try Model.Executor(configuration: configuration)
        return state.withLock { state in
            if let found = Self.use(&state, key) as? Model.Executor { return found }
            if state.executors.count >= capacity,
                let oldest = state.executors.min(by: { $0.value.used < $1.value.used })?.key
            {
                state.executors[oldest] = nil
            }
            state.uses += 1
            state.executors[key] = (made, state.uses)
            return made
        }
    }

    private static func use(_ state: inout State, _ key: Key) -> (any LanguageModelExecutor)? {
        guard let found = state.executors[key] else { return nil }
        state.uses += 1
        state.executors[key] = (found.executor, state.uses)
        return found.executor
    }
}
