/// Checks bytes for being UTF-8 (RFC 3629: no overlong forms, no surrogates, nothing beyond U+10FFFF).
enum UTF8Check {
    /// What was found.
    enum Outcome: Equatable {
        /// All bytes are good.
        case valid
        /// The bytes from this offset on begin a sequence that is cut off.
        case cut(at: Int)
        /// The sequence at this offset is wrong.
        case invalid(at: Int)
    }

    static func check(_ bytes: UnsafeBufferPointer<UInt8>) -> Outcome {
        guard let start = bytes.baseAddress else { return .valid }
        var place = 0
        while place < bytes.count {
            while bytes.count - place >= 8, JSONBytes.isASCII(eightAt: start + place) { place += 8 }
            guard place < bytes.count else { break }
            let lead = bytes[place]
            guard lead >= 0x80 else {
                place += 1
                continue
            }
            let length: Int
            var second: ClosedRange<UInt8> = 0x80...0xBF
            switch lead {
            case 0xC2...0xDF: length = 2
            case 0xE0: (length, second) = (3, 0xA0...0xBF)
            case 0xED: (length, second) = (3, 0x80...0x9F)
            case 0xE1...0xEF: length = 3
            case 0xF0: (length, second) = (4, 0x90...0xBF)
            case 0xF4: (length, second) = (4, 0x80...0x8F)
            case 0xF1...0xF3: length = 4
            default: return .invalid(at: place)
            }
            for step in 1..<length {
                guard place + step < bytes.count else { return .cut(at: place) }
                let allowed = step == 1 ? second : 0x80...0xBF
                guard allowed.contains(bytes[place + step]) else { return .invalid(at: place) }
            }
            place += length
        }
        return .valid
    }
}
