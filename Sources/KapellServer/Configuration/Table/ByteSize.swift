/// Sizes as the file writes them.
enum ByteSize {
    /// A whole number and a unit: `512KB`, `64 MB`, `1GiB`.
    static let pattern = "^[0-9]{1,12} ?(B|KB|MB|GB|KiB|MiB|GiB)$"

    private static let units: [(name: String, factor: Int)] = [
        ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30),
        ("KB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("B", 1), ("", 1),
    ]

    /// The number of bytes; a number alone counts bytes. `nil` if the text is no size, or too large for an `Int`.
    static func bytes(_ text: String) -> Int? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard !digits.isEmpty, digits.utf8.count <= 12, let number = Int(digits) else { return nil }
        var unit = text.dropFirst(digits.count)
        if unit.first == " ", unit.count > 1 { unit = unit.dropFirst() }
        guard let factor = units.first(where: { $0.name == unit })?.factor else { return nil }
        let (bytes, overflow) = number.multipliedReportingOverflow(by: factor)
        return overflow ? nil : bytes
    }
}
