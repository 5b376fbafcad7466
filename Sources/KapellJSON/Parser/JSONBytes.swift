/// Work on bytes, eight at a time.
enum JSONBytes {
    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highBits: UInt64 = 0x8080_8080_8080_8080

    @inline(__always)
    static func word(at pointer: UnsafePointer<UInt8>) -> UInt64 {
        UInt64(littleEndian: UnsafeRawPointer(pointer).loadUnaligned(as: UInt64.self))
    }

    /// Whether the eight bytes at `pointer` are all ASCII.
    @inline(__always)
    static func isASCII(eightAt pointer: UnsafePointer<UInt8>) -> Bool { word(at: pointer) & highBits == 0 }

    /// The first byte at or after `start` that a string cannot hold as it is: a double quote, a backslash, a control
    /// character, or (unless `passingNonASCII`) a byte beyond ASCII. `end` where there is none.
    @inline(__always)
    static func endOfPlainRun(
        from start: UnsafePointer<UInt8>, to end: UnsafePointer<UInt8>, passingNonASCII: Bool
    ) -> UnsafePointer<UInt8> {
        var next = start
        while end - next >= 8 {
            let word = word(at: next)
            // A byte's high bit is set where the byte is special. Borrows may set bits above the first one only.
            let quote = (word ^ (ones &* 0x22)) &- ones
            let backslash = (word ^ (ones &* 0x5C)) &- ones
            let control = word &- (ones &* 0x20)
            var special = quote | backslash | control
            special = passingNonASCII ? special & ~word : special | word
            special &= highBits
            if special != 0 { return next + special.trailingZeroBitCount / 8 }
            next += 8
        }
        while next < end {
            let byte = next.pointee
            if byte == 0x22 || byte == 0x5C || byte < 0x20 || (byte >= 0x80 && !passingNonASCII) { break }
            next += 1
        }
        return next
    }

    /// Whether `count` bytes at both places are the same. The pointers may be nil where `count` is 0.
    @inline(__always)
    static func areEqual(_ left: UnsafePointer<UInt8>?, _ right: UnsafePointer<UInt8>?, count: Int) -> Bool {
        guard count > 0, let left, let right else { return count == 0 }
        if count < 8 {
            var place = 0
            while place < count {
                if left[place] != right[place] { return false }
                place += 1
            }
            return true
        }
        var place = 0
        while place <= count - 8 {
            if word(at: left + place) != word(at: right + place) { return false }
            place += 8
        }
        return word(at: left + count - 8) == word(at: right + count - 8)
    }

    /// A number that differs for most different keys: made of the length and of the bytes at both ends.
    @inline(__always)
    static func fingerprint(of start: UnsafePointer<UInt8>, count: Int) -> UInt64 {
        if count >= 8 {
            let ends = word(at: start) ^ (word(at: start + count - 8) &* 0x9E37_79B9_7F4A_7C15)
            return ends &+ UInt64(truncatingIfNeeded: count)
        }
        var result: UInt64 = 0
        var place = 0
        while place < count {
            result = result << 8 | UInt64(start[place])
            place += 1
        }
        return result << 8 | UInt64(truncatingIfNeeded: count)
    }
}
