import KapellCore

/// An identity of generated content that stays the same while one response is generated.
///
/// All snapshots of a stream carry the same identity, and so does each of their parts: the identity of a part follows
/// from that of the whole and from where the part lies. So a list in a user interface can tell its rows apart although
/// their content still grows. Two responses never share one.
public struct GenerationID: Sendable, Hashable {
    private let high: UInt64
    private let low: UInt64

    /// A new identity.
    public init() {
        var generator = SystemRandomNumberGenerator()
        self.init(using: &generator)
    }

    /// A new identity, out of the given random numbers.
    package init(using generator: inout some RandomNumberGenerator) {
        high = generator.next()
        low = generator.next()
    }

    private init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// The identity of the part under `key`.
    package func child(_ key: String) -> GenerationID { mixed(with: StableHash.value(key.utf8), salt: 1) }

    /// The identity of the element at `index`.
    package func child(_ index: Int) -> GenerationID { mixed(with: UInt64(truncatingIfNeeded: index), salt: 2) }

    private func mixed(with number: UInt64, salt: UInt64) -> GenerationID {
        var first = SplitMix64(seed: high ^ number)
        var second = SplitMix64(seed: low &+ number &* 0x9E37_79B9_7F4A_7C15 &+ salt)
        return GenerationID(high: first.next() ^ low, low: second.next() ^ high)
    }
}
