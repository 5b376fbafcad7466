import Synchronization

/// Holds an engine once it is loaded. A load that fails is tried again by the next request.
final class EngineSlot<Engine: AnyObject & Sendable>: Sendable {
    private let slot = Mutex<Engine?>(nil)

    var current: Engine? { slot.withLock { $0 } }
    var isLoaded: Bool { current != nil }

    /// The engine, made by `load` when there is none yet. Called on one worker only, so that no load runs twice.
    func value(_ load: () throws -> Engine) throws -> Engine {
        if let engine = slot.withLock({ $0 }) { return engine }
        let engine = try load()
        slot.withLock { $0 = engine }
        return engine
    }

    /// Lets go of it; who works with it keeps it until then.
    func clear() { slot.withLock { $0 = nil } }
}
