import KapellCore
import Testing

@Suite("Small pieces that all parts share") struct SupportTests {
    @Test("The short hash is the same on every machine and in every version") func hash() {
        // Source: the test vectors of FNV-1a, 64 bits, for "", "a" and "foobar".
        #expect(StableHash.hex("") == "cbf29ce484222325")
        #expect(StableHash.hex("a") == "af63dc4c8601ec8c")
        #expect(StableHash.hex("foobar") == "85944171f73967e8")
        #expect(StableHash.value("foobar".utf8) == 0x8594_4171_F739_67E8)
        #expect(StableHash.hex("/home/ada/contracts") != StableHash.hex("/home/ada/contract"))
    }

    @Test("It always has 16 digits") func digits() {
        for number in 0..<2_000 { #expect(StableHash.hex("folder \(number)").utf8.count == 16) }
    }

    @Test("A seed fixes the sequence of random numbers, on every machine") func seed() {
        // Source: the first outputs that SplitMix64's authors give for the seed 1234567.
        var generator = SplitMix64(seed: 1_234_567)
        let first = (0..<3).map { _ in generator.next() }
        #expect(first == [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423])
    }

    @Test("A sum or a difference that does not fit is the nearest number that does") func clamped() {
        #expect(Int.max.clampedAdding(1) == .max)
        #expect(Int.min.clampedAdding(-1) == .min)
        #expect(Int64.min.clampedSubtracting(1) == .min)
        #expect(Int64.max.clampedSubtracting(.min) == .max)
        #expect(UInt8(5).clampedSubtracting(6) == 0)
        #expect(UInt8(250).clampedAdding(6) == 255)
        #expect(40.clampedAdding(2) == 42 && 40.clampedSubtracting(2) == 38)
    }
}
