internal import KapellCore
internal import Synchronization

/// A collection's place in a database: opens it when it is used first, and closes it while nobody uses it.
final class CollectionSlot: Sendable {
    typealias Opener = @Sendable () async throws(KapellError) -> CollectionCore

    let options: VectorCollectionOptions
    private let opener: Opener
    /// Called after the collection was opened.
    private let opened: @Sendable () async -> Void
    private let clock: SequenceCounter

    private struct State {
        var core: CollectionCore?
        var uses = 0
        var lastUse: UInt64 = 0
        /// Somebody opens or closes it.
        var isBusy = false
        var waiting: [CheckedContinuation<Void, Never>] = []
        /// Why it could not be opened the last time.
        var failure: KapellError?
        /// Why it can be used no more.
        var gone: KapellError?
    }

    private let state: Mutex<State>

    init(
        options: VectorCollectionOptions, core: CollectionCore? = nil, clock: SequenceCounter,
        opener: @escaping Opener, opened: @escaping @Sendable () async -> Void = {}
    ) {
        self.options = options
        self.clock = clock
        self.opener = opener
        self.opened = opened
        state = Mutex(State(core: core))
    }

    /// Calls a function with the open collection, which stays open as long.
    func use<Value>(
        _ body: (CollectionCore) async throws(KapellError) -> Value
    ) async throws(KapellError) -> Value {
        let core = try await acquire()
        do throws(KapellError) {
            let value = try await body(core)
            release()
            return value
        } catch {
            release()
            // After a fault of the device what is there is read again.
            if core.isBroken { _ = await closeIfIdle() }
            throw error
        }
    }

    /// Why it could not be opened the last time; `nil` when it could, or was not tried.
    var failure: KapellError? { state.withLock { $0.failure } }

    var isOpen: Bool { state.withLock { $0.core != nil } }

    /// The last use, where it is open and nobody uses it.
    var idleSince: UInt64? { state.withLock { $0.core != nil && $0.uses == 0 && !$0.isBusy ? $0.lastUse : nil } }

    /// Closes it unless somebody uses it.
    /// - Returns: Whether it was open and is closed now.
    func closeIfIdle() async -> Bool {
        let core = state.withLock { state -> CollectionCore? in
            guard let core = state.core, state.uses == 0, !state.isBusy else { return nil }
            state.core = nil
            state.isBusy = true
            return core
        }
        guard let core else { return false }
        await core.close(KapellError(.unavailable, "The collection \(options.name) is being closed."))
        settle(nil)
        return true
    }

    /// Ends it for all who hold it. Searches under way go on with what they see.
    func end(_ reason: KapellError) async {
        while true {
            let (core, isMine) = state.withLock { state -> (CollectionCore?, Bool) in
                state.gone = state.gone ?? reason
                guard !state.isBusy else { return (nil, false) }
                defer { state.core = nil }
                state.isBusy = true
                return (state.core, true)
            }
            if isMine {
                await core?.close(reason)
                settle(nil)
                return
            }
            await untilSettled()
        }
    }

    // MARK: Opening

    private enum Step {
        case ready(CollectionCore)
        case refused(KapellError)
        case open
        case wait
    }

    private func acquire() async throws(KapellError) -> CollectionCore {
        while true {
            let now = clock.add(1)
            let step = state.withLock { state -> Step in
                if let gone = state.gone { return .refused(gone) }
                if let core = state.core {
                    state.uses += 1
                    state.lastUse = now
                    return .ready(core)
                }
                if state.isBusy { return .wait }
                state.isBusy = true
                return .open
            }
            switch step {
            case .ready(let core): return core
            case .refused(let error): throw error
            case .wait: await untilSettled()
            case .open:
                do throws(KapellError) {
                    let core = try await opener()
                    // In use at once, so that it is not closed as one that was used longest ago.
                    settle(core, usedAt: now)
                    await opened()
                    return core
                } catch {
                    settle(nil, failure: error)
                    throw error
                }
            }
        }
    }

    private func release() {
        state.withLock { $0.uses -= 1 }
    }

    private func settle(_ core: CollectionCore?, usedAt time: UInt64? = nil, failure: KapellError? = nil) {
        let waiting = state.withLock { state in
            state.core = core
            state.failure = failure
            if let time {
                state.uses += 1
                state.lastUse = time
            }
            state.isBusy = false
            defer { state.waiting = [] }
            return state.waiting
        }
        for waiter in waiting { waiter.resume() }
    }

    private func untilSettled() async {
        await withCheckedContinuation { (waiter: CheckedContinuation<Void, Never>) in
            let isSettled = state.withLock { state in
                if state.isBusy { state.waiting.append(waiter) }
                return !state.isBusy
            }
            if isSettled { waiter.resume() }
        }
    }
}
