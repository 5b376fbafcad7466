extension JSONParser {
    /// The failure for a text that ends too early.
    func endOfText() -> JSONFailure {
        var place = start
        if end - start >= 3, start[0] == 0xEF, start[1] == 0xBB, start[2] == 0xBF { place += 3 }
        while place < end, Self.isSpace(place.pointee) { place += 1 }
        return JSONFailure(place == end ? .empty : .unexpectedEnd, at: end - start)
    }

    /// The failure for the byte at `next`.
    func misplaced(_ expected: JSONError.Expectation) -> JSONFailure {
        JSONFailure(.misplaced(next.pointee, expected), at: next - start)
    }

    /// What kind of value should stand at `next`: told by the last byte before it that is not white space.
    func expectationOfValue() -> JSONError.Expectation {
        var place = next
        while place > start {
            place -= 1
            if Self.isSpace(place.pointee) { continue }
            switch place.pointee {
            case UInt8(ascii: ","): return .element
            case UInt8(ascii: "["): return .elementOrEnd
            default: return .value
            }
        }
        return .value
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }
}
