/// The two ways in which e-mail carries bytes as text (RFC 2045, 6.7 and 6.8). Wrong letters are passed over.
enum TransferEncoding {
    static func base64(_ text: some Sequence<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        var (bits, count): (UInt32, Int) = (0, 0)
        for letter in text {
            let value: UInt32
            switch letter {
            case 0x41...0x5A: value = UInt32(letter) - 0x41
            case 0x61...0x7A: value = UInt32(letter) - 0x61 + 26
            case 0x30...0x39: value = UInt32(letter) - 0x30 + 52
            case UInt8(ascii: "+"), UInt8(ascii: "-"): value = 62
            case UInt8(ascii: "/"), UInt8(ascii: "_"): value = 63
            case UInt8(ascii: "="):
                (bits, count) = (0, 0)
                continue
            default: continue
            }
            bits = bits << 6 | value
            count += 6
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        return bytes
    }

    /// - Parameter isWord: in a header, where `_` stands for a blank.
    static func quotedPrintable(_ text: some Collection<UInt8>, isWord: Bool = false) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var rest = Array(text)[...]
        while let letter = rest.popFirst() {
            if letter == UInt8(ascii: "="), !isWord, let end = softBreak(rest) {
                rest = rest[end...]
            } else if letter == UInt8(ascii: "="), rest.count >= 2, let high = digit(rest[rest.startIndex]),
                let low = digit(rest[rest.startIndex + 1])
            {
                bytes.append(high << 4 | low)
                rest = rest.dropFirst(2)
            } else if letter == UInt8(ascii: "_"), isWord {
                bytes.append(0x20)
            } else {
                bytes.append(letter)
            }
        }
        return bytes
    }

    /// Where the next line begins when nothing but blanks stands before the line's end.
    private static func softBreak(_ rest: ArraySlice<UInt8>) -> Int? {
        var index = rest.startIndex
        while index < rest.endIndex, rest[index] == 0x20 || rest[index] == 0x09 { index += 1 }
        if index < rest.endIndex, rest[index] == 0x0D { index += 1 }
        guard index < rest.endIndex else { return index }
        return rest[index] == 0x0A ? index + 1 : nil
    }

    private static func digit(_ letter: UInt8) -> UInt8? {
        switch letter {
        case 0x30...0x39: letter - 0x30
        case 0x41...0x46: letter - 0x41 + 10
        case 0x61...0x66: letter - 0x61 + 10
        default: nil
        }
    }
}
