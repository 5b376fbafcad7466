/// Names a run. Identifiers sort by the time at which their runs began.
///
/// The form is that of a ULID: 26 characters of Crockford's base 32; 48 bits of milliseconds since 1970, 80 random.
public struct RunID: Sendable, Hashable, Comparable, CustomStringConvertible {
    public let description: String

    /// Draws an identifier for a run that begins at `milliseconds` since 1970.
    public init(milliseconds: Int64, using generator: inout some RandomNumberGenerator) {
        var characters: [UInt8] = []
        characters.reserveCapacity(26)
        let time = UInt64(clamping: milliseconds) & 0xFFFF_FFFF_FFFF
        for digit in stride(from: 9, through: 0, by: -1) {
            characters.append(Self.alphabet[Int((time >> UInt64(5 * digit)) & 31)])
        }
        // Two draws of 40 bits: the system's generator is a system call each time.
        for _ in 0..<2 {
            let bits: UInt64 = generator.next()
            for digit in 0..<8 { characters.append(Self.alphabet[Int(bits >> UInt64(5 * digit) & 31)]) }
        }
        description = String(decoding: characters, as: UTF8.self)
    }

    /// Reads an identifier; `nil` when `text` is not one.
    public init?(_ text: String) {
        guard text.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
        let upper = text.uppercased()
        guard upper.utf8.count == 26, upper.utf8.allSatisfy({ Self.alphabet.contains($0) }) else { return nil }
        guard let first = upper.utf8.first, first <= UInt8(ascii: "7") else { return nil }
        description = upper
    }

    /// When the run began, in milliseconds since 1970.
    public var milliseconds: Int64 {
        var time: UInt64 = 0
        for character in description.utf8.prefix(10) {
            time = time << 5 | UInt64(Self.alphabet.firstIndex(of: character) ?? 0)
        }
        return Int64(time)
    }

    public static func < (left: RunID, right: RunID) -> Bool { left.description < right.description }

    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
}
