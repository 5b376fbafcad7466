/// Tokens as a tree of their bytes, laid out in the order of a walk: a node stands before its children, and knows where
/// what follows its last child begins.
struct TokenTrie: Sendable {
    private(set) var bytes: [UInt8] = []
    private(set) var depths: [Int32] = []
    /// Where the walk goes on when a node's children are passed over.
    private(set) var skips: [Int32] = []
    /// Which part of ``tokens`` ends at the node: from here to the next node's.
    private(set) var firsts: [Int32] = []
    private(set) var tokens: [Int32] = []
    private(set) var greatestDepth = 0

    /// - Parameters:
    ///   - sorted: tokens in the order of their bytes; none is empty.
    ///   - text: the bytes of a token.
    init(_ sorted: [Int32], text: (Int32) -> ArraySlice<UInt8>) {
        var path: [Int32] = []
        var last: ArraySlice<UInt8> = []
        for token in sorted {
            let bytes = text(token)
            var common = 0
            for (left, right) in zip(bytes, last) {
                if left != right { break }
                common += 1
            }
            while path.count > common { skips[Int(path.removeLast())] = Int32(self.bytes.count) }
            for byte in bytes.dropFirst(common) {
                path.append(Int32(self.bytes.count))
                self.bytes.append(byte)
                depths.append(Int32(path.count))
                skips.append(0)
                firsts.append(Int32(tokens.count))
            }
            greatestDepth = max(greatestDepth, path.count)
            tokens.append(token)
            last = bytes
        }
        while let node = path.popLast() { skips[Int(node)] = Int32(bytes.count) }
        firsts.append(Int32(tokens.count))
    }

    /// Sets the bit of each token that may follow `start`.
    func mark(_ mask: inout [UInt64], from start: Int32, in states: inout GrammarStates) {
        var path = [Int32](repeating: start, count: greatestDepth + 1)
        var node = 0
        let count = bytes.count
        while node < count {
            let depth = Int(depths[node])
            let state = states.step(path[depth - 1], bytes[node])
            if state < 0 {
                node = Int(skips[node])
                continue
            }
            path[depth] = state
            for place in Int(firsts[node])..<Int(firsts[node + 1]) {
                let token = Int(tokens[place])
                mask[token >> 6] |= 1 << UInt64(token & 63)
            }
            node += 1
        }
    }
}
