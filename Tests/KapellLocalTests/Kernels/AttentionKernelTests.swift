import CKapellMatrix
import KapellCore
import KapellLocal
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Attention by the kernel, beside the definition in double precision.
@Suite(.enabled(if: kapell_attention_is_supported(64))) struct AttentionKernelTests {
    @Test(
        "each head gives the mean of the values, weighted by the softmax of its scores",
        arguments: [16, 64, 80, 128, 256])
    func definition(width: Int) {
        var random = SplitMix64(seed: UInt64(width))
        for heads in [1, 2, 3, 4, 5, 8] {
            for positions in [1, 15, 16, 63, 64, 65, 200] {
                let sample = AttentionSample(
                    width: width, heads: heads, positions: positions, seen: positions == 1 ? 1 : 0.7, using: &random)
                let found = sample.kernel()
                for (one, other) in zip(found, sample.expected()) { #expect(abs(Double(one) - other) < 2e-5) }
            }
        }
    }

    @Test("sums over parts of the positions, merged, are the sums over all of them", arguments: [1, 2, 3, 7, 16])
    func merging(parts: Int) {
        var random = SplitMix64(seed: 5)
        let sample = AttentionSample(width: 64, heads: 3, positions: 300, seen: 0.5, using: &random)
        for (one, other) in zip(sample.kernel(parts: parts), sample.expected()) {
            #expect(abs(Double(one) - other) < 2e-5)
        }
    }

    @Test("where a text lies among the positions of others does not change its result by a bit", arguments: [1, 2, 3])
    func placing(parts: Int) {
        var random = SplitMix64(seed: 8)
        let sample = AttentionSample(width: 64, heads: 3, positions: 170, seen: 1, using: &random)
        let alone = sample.kernel(parts: parts)
        #expect(sample.between(others: 5).kernel(parts: parts) == alone)
        #expect(sample.between(others: 100).kernel(parts: parts) == alone)
    }

    @Test("where every position is left out, the result is zeros")
    func nothing() {
        var random = SplitMix64(seed: 6)
        let sample = AttentionSample(width: 64, heads: 3, positions: 100, seen: 0, using: &random)
        #expect(sample.kernel().allSatisfy { $0 == 0 })
        #expect(sample.kernel(parts: 3).allSatisfy { $0 == 0 })
    }

    @Test("one score far above all others takes everything, and the largest scores stay finite")
    func extremes() {
        var random = SplitMix64(seed: 7)
        var sample = AttentionSample(width: 64, heads: 1, positions: 40, seen: 1, using: &random)
        sample.scale = 1e4
        let found = sample.kernel()
        #expect(found.allSatisfy { $0.isFinite })
        for (one, other) in zip(found, sample.expected()) { #expect(abs(Double(one) - other) < 2e-3) }
    }
}

private struct AttentionSample {
    let width: Int
    let heads: Int
    private(set) var positions: Int
    var scale: Float = 0.125
    private let queries: [Float]
    private var keys: [UInt16]
    private var values: [UInt16]
    private var mask: [UInt16]

    init(width: Int, heads: Int, positions: Int, seen: Double, using random: inout SplitMix64) {
        (self.width, self.heads, self.positions) = (width, heads, positions)
        // Heads of keys lie side by side, as in a cache: a position is wider than a head.
        queries = (0..<width * heads).map { _ in Float.random(in: -2...2, using: &random) }
        keys = (0..<width * 2 * positions).map { _ in FloatPacking.half(.random(in: -2...2, using: &random)) }
        values = (0..<width * 2 * positions).map { _ in FloatPacking.half(.random(in: -1...1, using: &random)) }
        mask = (0..<positions).map { _ in
            Double.random(in: 0..<1, using: &random) < seen
                ? FloatPacking.half(.random(in: -1...0, using: &random)) : 0xfc00
        }
    }

    /// The same, with positions of somebody else before it and behind it.
    func between(others: Int) -> AttentionSample {
        var sample = self
        sample.positions += 2 * others
        let gap = [UInt16](repeating: FloatPacking.half(3), count: 2 * width * others)
        sample.keys = gap + keys + gap
        sample.values = gap + values + gap
        let leftOut = [UInt16](repeating: 0xfc00, count: others)
        sample.mask = leftOut + mask + leftOut
        return sample
    }

    func kernel(parts: Int = 1) -> [Float] {
        let size = kapell_attention_sums_size(width, heads)
        var sums = [Float](repeating: .nan, count: size)
        var results = [Float](repeating: .nan, count: width * heads)
        queries.withUnsafeBufferPointer { queries in
            keys.withUnsafeBufferPointer { keys in
                values.withUnsafeBufferPointer { values in
                    mask.withUnsafeBufferPointer { mask in
                        var attention = kapell_attention(
                            width: width, heads: heads, scale: scale, queries: queries.baseAddress, query_stride: width,
                            keys: keys.baseAddress, key_stride: width * 2, values: values.baseAddress,
                            value_stride: width * 2, mask: mask.baseAddress)
                        kapell_attention_begin(&sums, width, heads)
                        for part in 0..<parts {
                            var other = [Float](repeating: .nan, count: size)
                            kapell_attention_begin(&other, width, heads)
                            kapell_attention_add(&attention, positions, part, part + 1, parts, &other)
                            kapell_attention_merge(&sums, other, width, heads)
                        }
                    }
                }
            }
        }
        kapell_attention_end(sums, width, heads, &results, width)
        return results
    }

    func expected() -> [Double] {
        (0..<heads).flatMap { head in
            let scores = (0..<positions).map { position in
                (0..<width).reduce(0.0) { sum, i in
                    sum + Double(queries[head * width + i]) * FloatPacking.number(half: keys[position * 2 * width + i])
                } * Double(scale) + FloatPacking.number(half: mask[position])
            }
            let largest = scores.max() ?? 0
            guard largest > -.infinity else { return [Double](repeating: 0, count: width) }
            let weights = scores.map { exp($0 - largest) }
            let total = weights.reduce(0, +)
            return (0..<width).map { i in
                zip(weights, 0...).reduce(0) { sum, next in
                    sum + next.0 * FloatPacking.number(half: values[next.1 * 2 * width + i])
                } / total
            }
        }
    }
}
