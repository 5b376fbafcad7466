internal import KapellCore
internal import Synchronization

/// A namespace's place in a collection: opens it when it is used first, and lets it go while nobody uses it.
final class NamespaceSlot: Sendable {
    /// A file that has the namespace as it was after a change.
    struct Source: Sendable, Equatable {
        var path: String
        var sequence: UInt64
        /// Records in it, as far as it is known.
        var records: Int?
    }

    let name: String
    let signals: NamespaceSignals
    private let options: VectorCollectionOptions
    private let memory: NamespaceMemory

    private struct State {
        var space: Namespace?
        var source: Source?
        var uses = 0
        var lastUse: UInt64 = 0
        /// What `memory` counts for it.
        var bytes = 0

        /// Whether the file has all of what is open.
        var isWhole: Bool { source != nil && space?.state.sequence ?? source?.sequence == source?.sequence }
    }

    private let state: Mutex<State>
    /// Held while the file is read, and while another takes its place.
    private let file = Mutex(())

    /// One that is in a file.
    init(
        name: String, source: Source, options: VectorCollectionOptions, memory: NamespaceMemory,
        signals: NamespaceSignals
    ) {
        self.name = name
        self.options = options
        self.memory = memory
        self.signals = signals
        state = Mutex(State(source: source))
    }

    /// A new one.
    init(_ space: Namespace, options: VectorCollectionOptions, memory: NamespaceMemory, signals: NamespaceSignals) {
        name = space.name
        self.options = options
        self.memory = memory
        self.signals = signals
        state = Mutex(State(space: space))
    }

    deinit {
        memory.closed(ObjectIdentifier(self))
        memory.add(-state.withLock { $0.bytes })
    }

    // MARK: Using

    /// The namespace, which stays open until ``release()``. Reads its file where it is not open, on the calling thread.
    /// - Throws: `.corrupt` that names the file.
    func acquire() throws(KapellError) -> Namespace {
        if let space = take() { return space }
        let space = try file.withLock { _ throws(KapellError) -> Namespace in
            if let space = take() { return space }
            guard let source = state.withLock({ $0.source }) else {
                throw KapellError(.internalError, "The namespace \(RecordCheck.short(name)) is in no file.")
            }
            let space: Namespace
            do throws(KapellError) {
                space = try NamespaceFile.open(source.path, name: name, options: options)
            } catch {
                if [.corrupt, .unsupported].contains(error.code) { signals.found(error) }
                throw error
            }
            state.withLock { state in
                state.space = space
                state.source?.records = space.state.count
                state.uses += 1
                state.lastUse = memory.now()
            }
            return space
        }
        count()
        memory.makeRoom()
        return space
    }

    private func take() -> Namespace? {
        state.withLock { state in
            guard let space = state.space else { return nil }
            state.uses += 1
            state.lastUse = memory.now()
            return space
        }
    }

    func release() { state.withLock { $0.uses -= 1 } }

    /// The namespace where it is open. Who takes it so does not keep it open, and is not seen to use it.
    var opened: Namespace? { state.withLock { $0.space } }

    /// Records; `nil` where that is known only when it has been opened.
    var records: Int? { state.withLock { $0.space?.state.count ?? $0.source?.records } }

    var source: Source? { state.withLock { $0.source } }
    var lastUse: UInt64 { state.withLock { $0.lastUse } }
    var residentBytes: Int { state.withLock { $0.bytes } }

    // MARK: Memory

    /// Tells `memory` how many bytes it has now.
    func count() {
        guard let space = opened else { return }
        let bytes = space.residentBytes
        // One that has been let go meanwhile has none.
        let more = state.withLock { state -> Int? in
            guard state.space === space else { return nil }
            defer { state.bytes = bytes }
            return bytes - state.bytes
        }
        guard let more else { return }
        memory.opened(self)
        memory.add(more)
    }

    /// Whether it could be let go if a file had all of it.
    var isWaitingForFile: Bool { state.withLock { $0.space != nil && $0.uses == 0 && !$0.isWhole } }

    /// Lets the namespace go, unless somebody uses it or its file has not all of it.
    func letGo() {
        // Its memory is given back outside of the lock.
        let (space, bytes) = state.withLock { state -> (Namespace?, Int) in
            guard state.uses == 0, let space = state.space, state.isWhole else { return (nil, 0) }
            defer {
                state.space = nil
                state.bytes = 0
            }
            return (space, state.bytes)
        }
        guard space != nil else { return }
        memory.closed(ObjectIdentifier(self))
        memory.add(-bytes)
    }

    // MARK: Files

    /// What a snapshot is made of.
    enum Part: Sendable {
        /// The file has all of it.
        case file(Source)
        /// In use and held until it is released.
        case held(Namespace, Namespace.Held)
    }

    /// Nobody writes meanwhile.
    func part() -> Part? {
        state.withLock { state in
            if state.isWhole, let source = state.source { return .file(source) }
            guard let space = state.space else { return nil }
            state.uses += 1
            return .held(space, space.hold())
        }
    }

    /// Another file has it from now on. The one before can be removed then.
    func move(to source: Source) {
        file.withLock { _ in state.withLock { $0.source = source } }
    }
}
