#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Glibc
#endif

/// The levels of new vectors: floor(-ln(U) / ln(links)) for U evenly between 0 and 1.
///
/// U is a whole number from 1 to 2^53 over 2^53, so that it is never 0 and the level never above 53.
struct LevelSource: Sendable {
    /// Given as the seed, it goes on from here.
    private(set) var state: UInt64
    private let scale: Double

    init(seed: UInt64, links: Int) {
        state = seed
        scale = 1 / log(Double(max(2, links)))
    }

    mutating func next() -> UInt32 {
        // SplitMix64.
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        mixed ^= mixed >> 31
        let even = Double((mixed >> 11) + 1) * 0x1p-53
        return UInt32(min(Double(highestLevel), -log(even) * scale))
    }
}

private let highestLevel = 30
