/// A pattern for names of models; capital letters of ASCII do not matter.
struct ModelPattern: Sendable {
    private let bytes: [UInt8]
    /// How many characters it fixes: of several patterns that match, the one with the most counts.
    let weight: Int
    /// Whether it is a plain name.
    let isPlain: Bool

    init(_ pattern: String) {
        bytes = Self.folded(pattern)
        weight = bytes.count { $0 != UInt8(ascii: "*") && $0 != UInt8(ascii: "?") }
        isPlain = weight == bytes.count
    }

    static func folded(_ name: String) -> [UInt8] {
        name.utf8.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
    }

    /// Whether it matches a name that ``folded(_:)`` made. Takes time in proportion to the product of both lengths.
    func matches(_ name: [UInt8]) -> Bool {
        var place = 0
        var position = 0
        var star: (place: Int, position: Int)?
        while position < name.count {
            if place < bytes.count, bytes[place] == UInt8(ascii: "*") {
                star = (place, position)
                place += 1
            } else if place < bytes.count, bytes[place] == UInt8(ascii: "?") || bytes[place] == name[position] {
                place += 1
                position += 1
            } else if let last = star {
                star = (last.place, last.position + 1)
                place = last.place + 1
                position = last.position + 1
            } else {
                return false
            }
        }
        return bytes[place...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}
