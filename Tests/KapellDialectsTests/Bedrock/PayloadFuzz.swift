import KapellTesting

/// Changes a byte of a text now and then.
struct PayloadFuzz {
    private var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed) }

    mutating func changed(_ text: String) -> String {
        guard Int.random(in: 0..<6, using: &random) == 0 else { return text }
        var bytes = Array(text.utf8)
        bytes[Int.random(in: 0..<bytes.count, using: &random)] =
            [34, 48, 123, 93, 45, 110].randomElement(using: &random) ?? 0
        return String(decoding: bytes, as: UTF8.self)
    }
}
