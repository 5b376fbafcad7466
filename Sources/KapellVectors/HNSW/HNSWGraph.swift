internal import CKapellKernels

/// The graph in C: owns its memory, and lends it for the time of a call.
///
/// @unchecked Sendable: what is shared inside is atomic, or guarded by the domain's gate (a lock of readers and writers)
/// and by locks of single nodes. The pointers themselves are immutable.
final class HNSWGraph: @unchecked Sendable {
    let domain: OpaquePointer
    let options: HNSWOptions
    private let raw: kapell_hnsw_options

    init(rules: VectorRules, options: HNSWOptions) throws(VectorError) {
        try options.check()
        guard let domain = kapell_domain_create() else { throw .outOfMemory }
        self.domain = domain
        self.options = options
        raw = kapell_hnsw_options(
            dimensions: UInt32(rules.dimensions), element: options.element.code, squared_l2: rules.metric == .l2,
            links: UInt32(options.links), ef_construction: UInt32(options.efConstruction),
            keep_pruned: options.keepsPruned)
        guard let graph = create() else {
            switch options.originals {
            case .memory: throw .outOfMemory
            case .file(let folder):
                throw .storage(path: folder, operation: "make a file", reason: "the folder cannot be written to")
            }
        }
        _ = kapell_domain_exchange(domain, graph)
    }

    /// A graph that the function fills before anybody else sees it.
    convenience init(
        rules: VectorRules, options: HNSWOptions, filledBy fill: (OpaquePointer) throws(VectorError) -> Void
    ) throws(VectorError) {
        try self.init(rules: rules, options: options)
        guard let graph = kapell_domain_graph(domain) else { throw .outOfMemory }
        try fill(graph)
    }

    deinit { kapell_domain_destroy(domain) }

    private var folder: String? {
        if case .file(let folder) = options.originals { folder } else { nil }
    }

    private func create() -> OpaquePointer? {
        withUnsafePointer(to: raw) { raw in
            if let folder { kapell_hnsw_create(domain, raw, folder) } else { kapell_hnsw_create(domain, raw, nil) }
        }
    }

    /// Calls a function that reads the graph, which stays as long.
    func read<Value>(
        _ body: (_ graph: OpaquePointer, _ context: OpaquePointer) throws(VectorError) -> Value
    ) throws(VectorError) -> Value {
        guard let context = kapell_context_acquire(domain) else { throw .outOfMemory }
        defer { kapell_context_release(context) }
        guard let graph = kapell_domain_graph(domain) else { throw .outOfMemory }
        return try body(graph, context)
    }

    /// Calls a function that changes the graph, beside others that do.
    func change<Value>(_ body: (OpaquePointer) throws(VectorError) -> Value) throws(VectorError) -> Value {
        kapell_domain_enter(domain)
        defer { kapell_domain_leave(domain) }
        guard let graph = kapell_domain_graph(domain) else { throw .outOfMemory }
        return try body(graph)
    }

    /// Calls a function while nobody changes the graph. Searches go on.
    func hold<Value>(_ body: (OpaquePointer) throws(VectorError) -> Value) throws(VectorError) -> Value {
        kapell_domain_enter_alone(domain)
        defer { kapell_domain_leave(domain) }
        guard let graph = kapell_domain_graph(domain) else { throw .outOfMemory }
        return try body(graph)
    }

    /// Puts a copy without tombstones and free slots in the graph's place. Changes wait; searches go on.
    /// - Parameter install: Gets the new slot of each old one, and a function that puts the copy in place, to be called
    ///   once.
    func compact(_ install: (_ slots: [UInt32], _ replace: () -> Void) -> Void) throws(VectorError) {
        kapell_domain_enter_alone(domain)
        defer { kapell_domain_leave(domain) }
        guard let graph = kapell_domain_graph(domain), kapell_hnsw_consolidate(graph) >= 0 else { throw .outOfMemory }
        var slots = [UInt32](repeating: 0, count: Int(kapell_hnsw_slots(graph)) + 1)
        let copy = slots.withUnsafeMutableBufferPointer { slots -> OpaquePointer? in
            guard let first = slots.baseAddress else { return nil }
            return if let folder { kapell_hnsw_compact(graph, folder, first) } else {
                kapell_hnsw_compact(graph, nil, first)
            }
        }
        guard let copy else { throw .outOfMemory }
        var old: OpaquePointer?
        install(slots) { old = kapell_domain_exchange(domain, copy) }
        kapell_domain_retire(domain, old)
    }
}
