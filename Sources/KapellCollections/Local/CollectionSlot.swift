internal import KapellCore
internal import Synchronization

/// A collection's place in a database: opens it when it is used first, and closes it while nobody uses it.
final class CollectionSlot: Sendable {
    typealias Opener = @Sendable () async throws(KapellError) -> OpenSpaces

    let name: String
    private let opener: Opener
    /// Called after the collection was opened.
    private let wasOpened: @Sendable () async -> Void
    private let clock: SequenceCounter

    private struct State {
        /// Of the space that serves.
        var options: VectorCollectionOptions
        /// Whether it moves to another model, as far as it is known.
        var isMigrating: Bool
        var core: OpenSpaces?
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
        options: VectorCollectionOptions, isMigrating: Bool = false, core: OpenSpaces? = nil, clock: SequenceCounter,
        opener: @escaping Opener, opened: @escaping @Sendable () async -> Void = {}
    ) {
        name = options.name
        self.clock = clock
        self.opener = opener
        wasOpened = opened
        state = Mutex(State(options: options, isMigrating: isMigrating, core: core))
    }

    /// Of the space that serves.
    var options: VectorCollectionOptions { state.withLock { $0.options } }

    /// Whether it moves to another model.
    var isMigrating: Bool { state.withLock { $0.isMigrating } }

    /// Takes note of which space serves, and whether there is another.
    private func note(_ spaces: OpenSpaces) {
        let (options, isMigrating) = (spaces.serving.options, spaces.record.other != nil)
        state.withLock { state in
            state.options = options
            state.isMigrating = isMigrating
        }
    }

    /// Calls a function with the space that serves, which stays open as long.
    func use<Value>(
        _ body: (CollectionCore) async throws(KapellError) -> Value
    ) async throws(KapellError) -> Value {
        try await useSpaces { spaces async throws(KapellError) in try await body(spaces.serving) }
    }

    /// Calls a function with the open collection, which stays open as long.
    /// - Parameter isMove: Whether the function may change which spaces there are.
    func useSpaces<Value>(
        isMove: Bool = false, _ body: (OpenSpaces) async throws(KapellError) -> Value
    ) async throws(KapellError) -> Value {
        let core = try await acquire()
        do throws(KapellError) {
            let value = try await body(core)
            if isMove { note(core) }
            release()
            return value
        } catch {
            if isMove { note(core) }
            release()
            // After a fault of the device what is there is read again.
            if core.isBroken { _ = await closeIfIdle() }
            throw error
        }
    }

    /// Why it could not be opened the last time; `nil` when it could, or was not tried.
    var failure: KapellError? { state.withLock { $0.failure } }

    var isOpen: Bool { opened != nil }

    /// What is open now. Who takes it so does not keep it open.
    var opened: OpenSpaces? { state.withLock { $0.core } }

    /// The last use, where it is open and nobody uses it.
    var idleSince: UInt64? { state.withLock { $0.core != nil && $0.uses == 0 && !$0.isBusy ? $0.lastUse : nil } }

    /// Closes it unless somebody uses it.
    /// - Returns: Whether it was open and is closed now.
    func closeIfIdle() async -> Bool {
        let core = state.withLock { state -> OpenSpaces? in
            guard let core = state.core, state.uses == 0, !state.isBusy else { return nil }
            state.core = nil
            state.isBusy = true
            return core
        }
        guard let core else { return false }
        await core.close(KapellError(.unavailable, "The collection \(name) is being closed."))
        settle(nil)
        return true
    }

    /// Ends it for all who hold it. Searches under way go on with what they see.
    func end(_ reason: KapellError) async {
        while true {
            let (core, isMine) = state.withLock { state -> (OpenSpaces?, Bool) in
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
        case ready(OpenSpaces)
        case refused(KapellError)
        case open
        case wait
    }

    private func acquire() async throws(KapellError) -> OpenSpaces {
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
                    await wasOpened()
                    return core
                } catch {
                    // Who gave up says nothing about the collection.
                    settle(nil, failure: error.code == .cancelled ? nil : error)
                    throw error
                }
            }
        }
    }

    private func release() {
        state.withLock { $0.uses -= 1 }
    }

    private func settle(_ core: OpenSpaces?, usedAt time: UInt64? = nil, failure: KapellError? = nil) {
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
