extension JSONWriter {
    mutating func write(magnitude: UInt64, isNegative: Bool) {
        if isNegative { bytes.append(UInt8(ascii: "-")) }
        if magnitude < 10 {
            bytes.append(UInt8(ascii: "0") + UInt8(magnitude))
            return
        }
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var rest = magnitude
            var first = digits.count
            while rest > 0 {
                first -= 1
                digits.initializeElement(at: first, to: UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
                rest /= 10
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: digits[first..<digits.count]))
        }
    }

    /// The shortest decimal that reads back as `value`. NaN and the infinities become `null`.
    mutating func write(_ value: Double) {
        guard value.isFinite else {
            append("null")
            return
        }
        bytes.append(contentsOf: value.description.utf8)
    }

    /// The string in double quotes. Escaped is what must be: the quote, the backslash, control characters.
    mutating func write(_ string: String) {
        bytes.append(UInt8(ascii: "\""))
        string.withUTF8Bytes { source in
            guard var next = source.baseAddress else { return }
            let end = next + source.count
            while true {
                let stop = JSONBytes.endOfPlainRun(from: next, to: end, passingNonASCII: true)
                bytes.append(contentsOf: UnsafeBufferPointer(start: next, count: stop - next))
                guard stop < end else { return }
                escape(stop.pointee)
                next = stop + 1
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case 0x22: append("\\\"")
        case 0x5C: append("\\\\")
        case 0x08: append("\\b")
        case 0x0C: append("\\f")
        case 0x0A: append("\\n")
        case 0x0D: append("\\r")
        case 0x09: append("\\t")
        default:
            append(byte < 0x10 ? "\\u000" : "\\u001")
            let digit = byte & 0x0F
            bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        }
    }
}
