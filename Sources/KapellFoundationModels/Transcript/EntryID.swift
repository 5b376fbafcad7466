import KapellCore
import Synchronization

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Names for entries, segments and calls: a random part for the process, then a number. Unlike a UUID they cost next to
/// nothing, and a session makes several for each turn.
enum EntryID {
    private static let process: String = {
        let digits = String(UInt64.random(in: .min ... .max), radix: 36)
        return digits + "-"
    }()
    private static let counter = Atomic<Int>(0)

    static func make() -> String {
        process + String(counter.add(1, ordering: .relaxed).newValue, radix: 36)
    }

    private static let seeds = (UInt64.random(in: .min ... .max), UInt64.random(in: .min ... .max))

    /// A UUID (version 4) out of random numbers of the process. Foundation's own opens a device for each.
    static func uuid() -> UUID {
        let number = UInt64(truncatingIfNeeded: counter.add(1, ordering: .relaxed).newValue)
        var first = SplitMix64(seed: seeds.0 ^ number)
        var second = SplitMix64(seed: seeds.1 &+ number &* 0x9E37_79B9_7F4A_7C15)
        let (high, low) = (first.next(), second.next())
        func byte(_ value: UInt64, _ place: UInt64) -> UInt8 { UInt8(truncatingIfNeeded: value >> (place * 8)) }
        return UUID(
            uuid: (
                byte(high, 0), byte(high, 1), byte(high, 2), byte(high, 3), byte(high, 4), byte(high, 5),
                byte(high, 6) & 0x0F | 0x40, byte(high, 7), byte(low, 0) & 0x3F | 0x80, byte(low, 1), byte(low, 2),
                byte(low, 3), byte(low, 4), byte(low, 5), byte(low, 6), byte(low, 7)
            ))
    }
}
