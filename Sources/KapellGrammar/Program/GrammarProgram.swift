/// A compiled grammar: an automaton over bytes with a stack, as tables. It never changes.
struct GrammarProgram: Sendable {
    var nodes: [GrammarNode] = []
    var edges: [GrammarEdge] = []
    var targets: [Int32] = []
    var rules: [GrammarRule] = []
    var start: Int32 = 0
    /// How many objects and arrays may lie in one another.
    var depth: Int32 = 64
    /// How many keys that are not declared an object may have.
    var keys: Int32 = 256
    var situations = 16_384

    /// Nodes at which any text may go on: for a node of a text without end -1, else how many characters it has at most.
    var freeText: [Int32: Int32] = [:]
    /// How many keys may still be written from a node within a key, and the class of the key. Only nodes with finitely
    /// many are here.
    var remaining: [Int32: RemainingKeys] = [:]
    var hasKeys = false

    struct RemainingKeys: Sendable {
        var count: Int32
        var keyClass: Int32
    }

    /// The class of each byte: bytes that no node tells apart share one. Where keys are kept each byte has its own.
    private(set) var classOf = [UInt8](repeating: 0, count: 256)
    private(set) var classCount = 1

    /// Finds the classes, once all edges are there.
    mutating func finish() {
        guard !hasKeys else {
            classOf = (0..<256).map { UInt8($0) }
            classCount = 256
            return
        }
        var cuts = [Bool](repeating: false, count: 257)
        for edge in edges {
            cuts[Int(edge.low)] = true
            cuts[Int(edge.high) + 1] = true
        }
        var number = 0
        for byte in 0..<256 {
            if byte > 0, cuts[byte] { number += 1 }
            classOf[byte] = UInt8(number)
        }
        classCount = number + 1
    }
}
