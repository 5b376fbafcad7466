internal import KapellCore
internal import Synchronization

/// Keeps the namespaces of a database that are open within a number of bytes: those are let go first that were used
/// longest ago. Never one that somebody uses, and never one whose file has not all of it: a snapshot is asked for then.
final class NamespaceMemory: Sendable {
    /// Bytes that open namespaces may have together; `nil` keeps all open.
    let limit: Int?

    private struct Entry {
        weak var slot: NamespaceSlot?
    }

    private let open = Mutex<[ObjectIdentifier: Entry]>([:])
    private let total = Atomic(0)
    private let clock = SequenceCounter()
    private let isMakingRoom = Atomic(false)

    init(limit: Int?) { self.limit = limit.map { max(0, $0) } }

    /// About how many bytes open namespaces have.
    var bytes: Int { total.load(ordering: .relaxed) }

    /// Whether they have so much more than they may that writers should wait.
    var isFarOver: Bool { limit.map { bytes > $0 + $0 / 2 } ?? false }

    /// A later number with each use.
    func now() -> UInt64 { clock.add(1) }

    func opened(_ slot: NamespaceSlot) {
        open.withLock { $0[ObjectIdentifier(slot)] = Entry(slot: slot) }
    }

    func closed(_ id: ObjectIdentifier) {
        open.withLock { _ = $0.removeValue(forKey: id) }
    }

    /// Takes note that a namespace has more bytes, or fewer.
    func add(_ bytes: Int) { total.wrappingAdd(bytes, ordering: .relaxed) }

    /// Lets namespaces go until the others fit.
    func makeRoom() {
        guard let limit, bytes > limit else { return }
        // Who comes meanwhile would find the same ones.
        guard isMakingRoom.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged else {
            return
        }
        defer { isMakingRoom.store(false, ordering: .releasing) }
        var slots = open.withLock { $0.values.compactMap(\.slot) }.map { (slot: $0, lastUse: $0.lastUse) }
        slots.sort { $0.lastUse < $1.lastUse }
        // The one that was used last stays, also where it alone is too large.
        _ = slots.popLast()
        // Some more than is needed, so that not every opening looks through all.
        let target = limit - limit / 8
        for (slot, _) in slots where bytes > target { slot.letGo() }
        guard bytes > limit else { return }
        var waiting: [ObjectIdentifier: (signals: NamespaceSignals, bytes: Int)] = [:]
        for (slot, _) in slots where slot.isWaitingForFile {
            waiting[ObjectIdentifier(slot.signals), default: (slot.signals, 0)].bytes += slot.residentBytes
        }
        waiting.values.max { $0.bytes < $1.bytes }?.signals.wantsFiles()
    }
}

/// What the namespaces of a collection tell it.
final class NamespaceSignals: Sendable {
    private let ask = Mutex<(@Sendable () -> Void)?>(nil)
    private let found = Mutex<KapellError?>(nil)

    /// Sets what makes a snapshot.
    func onWantingFiles(_ ask: @escaping @Sendable () -> Void) { self.ask.withLock { $0 = ask } }

    /// Asks for a snapshot, so that what has been written can be let go.
    func wantsFiles() { ask.withLock { $0 }?() }

    /// The first damage that was found when a namespace was opened.
    var damage: KapellError? { found.withLock { $0 } }

    func found(_ damage: KapellError) { found.withLock { $0 = $0 ?? damage } }
}
