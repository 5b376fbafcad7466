internal import KapellCore
internal import Synchronization

/// The namespaces of a collection, by name. Readers may look at any time; one at a time changes it.
final class NamespaceTable: Sendable {
    let options: VectorCollectionOptions
    let settings: LocalCollectionSettings
    let memory: NamespaceMemory
    let signals = NamespaceSignals()
    private let slots: Mutex<[RecordKey: NamespaceSlot]>
    /// The last change that readers see.
    let sequence: Atomic<UInt64>

    /// - Parameter sources: Files of namespaces, by their names; each is opened when it is asked for.
    init(
        options: VectorCollectionOptions, settings: LocalCollectionSettings, memory: NamespaceMemory,
        sources: [(name: String, source: NamespaceSlot.Source)] = [], sequence: UInt64 = 0
    ) {
        self.options = options
        self.settings = settings
        self.memory = memory
        let signals = signals
        let slots = sources.map { name, source in
            (
                RecordKey(name),
                NamespaceSlot(name: name, source: source, options: options, memory: memory, signals: signals)
            )
        }
        self.slots = Mutex(Dictionary(slots) { first, _ in first })
        self.sequence = Atomic(sequence)
    }

    // MARK: Looking

    subscript(name: String) -> NamespaceSlot? { slots.withLock { $0[RecordKey(name)] } }

    var all: [NamespaceSlot] { slots.withLock { Array($0.values) } }

    /// Those that have records, sorted by their names' bytes.
    var names: [String] {
        // What is not open has records.
        all.filter { $0.records != 0 }.map(\.name).sorted { $0.precedes($1) }
    }

    /// Records of a namespace. Opens it where that is not known otherwise.
    func count(_ name: String) throws(KapellError) -> Int {
        guard let slot = self[name] else { return 0 }
        if let count = slot.records { return count }
        let space = try slot.acquire()
        defer { slot.release() }
        return space.state.count
    }

    // MARK: Using

    /// A namespace that stays open until it is released.
    struct Pin: Sendable {
        let slot: NamespaceSlot
        let space: Namespace

        func release() { slot.release() }
    }

    /// - Returns: `nil` where there is none of the name.
    func pinIfThere(_ name: String) throws(KapellError) -> Pin? {
        guard let slot = self[name] else { return nil }
        return Pin(slot: slot, space: try slot.acquire())
    }

    /// The namespace of that name; a new one, that nobody sees, where there is none.
    func pin(_ name: String) throws(KapellError) -> Pin {
        if let pin = try pinIfThere(name) { return pin }
        let space = try Namespace(name: name, options: options, settings: settings)
        let slot = NamespaceSlot(space, options: options, memory: memory, signals: signals)
        return Pin(slot: slot, space: try slot.acquire())
    }

    /// Shows a namespace that has records, and takes out one that has none.
    func settle(_ pin: Pin) {
        let isEmpty = pin.space.state.count == 0
        slots.withLock { $0[RecordKey(pin.slot.name)] = isEmpty ? nil : pin.slot }
        if !isEmpty { pin.slot.count() }
    }
}
