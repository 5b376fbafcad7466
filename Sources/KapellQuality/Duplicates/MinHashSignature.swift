import KapellCore

/// 128 numbers that stand for a text's shingles: the share of equal numbers of two texts estimates the share of shingles
/// that they have in common.
///
/// Each shingle falls into one of 128 bins by its hash, and the least hash of each bin is kept: one step a shingle. An
/// empty bin takes the number of a full one that a fixed sequence of its own finds. The estimate's standard error is
/// `sqrt(s (1 - s) / 128)` for texts of many shingles, at most 0.045; for texts of fewer than 128 it is larger, up to
/// about 0.1. Sources: Broder (1997); Li, Owen and Zhang, one permutation hashing (2012); Shrivastava, optimal
/// densification (2017).
package struct MinHashSignature: Sendable, Hashable {
    package static let count = 128

    /// ``count`` numbers; none for a text without words.
    package var values: [UInt32]

    package init(_ shingles: Shingles) {
        guard !shingles.hashes.isEmpty else {
            values = []
            return
        }
        var least = [UInt64](repeating: .max, count: Self.count)
        for shingle in shingles.hashes {
            let hash = WordHash.mixed(shingle)
            let bin = Int(hash >> 57)
            let value = hash & 0xFFFF_FFFF
            if value < least[bin] { least[bin] = value }
        }
        values = least.indices.map { bin in
            if least[bin] != .max { return UInt32(least[bin]) }
            // Almost always one of the first few; the bound makes the end certain.
            for attempt in 1...10_000 {
                let other = Int(WordHash.mixed(UInt64(bin) << 32 | UInt64(attempt)) >> 57)
                if least[other] != .max { return UInt32(least[other]) }
            }
            return UInt32(least.first { $0 != .max } ?? 0)
        }
    }

    /// A signature that was kept.
    ///
    /// - Returns: `nil` for any other number of bytes than four for each of the 128 numbers, or none.
    package init?(bytes: [UInt8]) {
        guard bytes.count == 4 * Self.count || bytes.isEmpty else { return nil }
        values = stride(from: 0, to: bytes.count, by: 4).map { LittleEndian.read(UInt32.self, bytes, at: $0) }
    }

    /// To be kept: little-endian.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        for value in values { LittleEndian.append(value, to: &bytes) }
        return bytes
    }

    /// The estimated share of common shingles, 0…1.
    package func similarity(to other: MinHashSignature) -> Double {
        guard !values.isEmpty, values.count == other.values.count else { return 0 }
        var equal = 0
        for index in values.indices where values[index] == other.values[index] { equal += 1 }
        return Double(equal) / Double(values.count)
    }
}
