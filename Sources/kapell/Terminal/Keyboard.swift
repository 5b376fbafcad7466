#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The keys that a person presses at a terminal that gives them out one by one.
enum Keyboard {
    enum Key: Equatable {
        case text(Character)
        /// A text that came in one go, with its line breaks.
        case pasted(String)
        case enter, erase, delete, left, right, up, down, home, end, eraseLine, eraseWord, interrupt, close, unknown
    }

    /// Milliseconds in which the rest of a key's bytes follows an escape. Without one it was the key Esc.
    private static let patience: Int32 = 50
    /// Bytes of a pasted text; what is beyond is dropped.
    private static let longestPaste = 400_000

    /// The next key; `nil` where there is no more input.
    static func key() -> Key? {
        guard let first = byte() else { return nil }
        switch first {
        case 1: return .home
        case 3: return .interrupt
        case 4: return .close
        case 5: return .end
        case 8, 127: return .erase
        case 10, 13: return .enter
        case 9: return .text(" ")
        case 21: return .eraseLine
        case 23: return .eraseWord
        case 27: return isMoreComing() ? sequence() : .unknown
        case 0..<32: return .unknown
        case 0..<128: return .text(Character(Unicode.Scalar(first)))
        default: return character(first)
        }
    }

    private static func isMoreComing() -> Bool {
        var descriptor = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
        return poll(&descriptor, 1, patience) > 0
    }

    /// What follows an escape.
    private static func sequence() -> Key? {
        guard let kind = byte() else { return nil }
        guard kind == UInt8(ascii: "[") || kind == UInt8(ascii: "O") else { return .unknown }
        var number = 0
        while let next = byte() {
            switch next {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): number = min(999, number * 10 + Int(next - 48))
            case UInt8(ascii: ";"): number = 0
            case UInt8(ascii: "A"): return .up
            case UInt8(ascii: "B"): return .down
            case UInt8(ascii: "C"): return .right
            case UInt8(ascii: "D"): return .left
            case UInt8(ascii: "H"): return .home
            case UInt8(ascii: "F"): return .end
            case UInt8(ascii: "~"):
                switch number {
                case 1: return .home
                case 3: return .delete
                case 4: return .end
                case 200: return .pasted(pasted())
                default: return .unknown
                }
            default: return .unknown
            }
        }
        return nil
    }

    /// Everything up to the mark that ends what was pasted.
    private static func pasted() -> String {
        let end = Array("\u{1B}[201~".utf8)
        var bytes: [UInt8] = []
        while let next = byte() {
            bytes.append(next)
            // What is beyond the limit goes, but for what may be the mark.
            if bytes.count > longestPaste + 2 * end.count {
                bytes.removeSubrange(longestPaste..<bytes.count - end.count)
            }
            guard next == end[end.count - 1], bytes.suffix(end.count).elementsEqual(end) else { continue }
            bytes.removeLast(end.count)
            break
        }
        let text = String(decoding: bytes.prefix(longestPaste), as: UTF8.self)
        return text.replacing("\r\n", with: "\n").replacing("\r", with: "\n").replacing("\t", with: " ")
    }

    private static func byte() -> UInt8? {
        var byte: UInt8 = 0
        while true {
            let count = systemRead(&byte)
            if count == 1 { return byte }
            if count < 0, errno == EINTR { continue }
            return nil
        }
    }

    private static func systemRead(_ byte: inout UInt8) -> Int {
        #if canImport(Glibc)
            Glibc.read(STDIN_FILENO, &byte, 1)
        #else
            Darwin.read(STDIN_FILENO, &byte, 1)
        #endif
    }

    /// A character of several bytes.
    private static func character(_ first: UInt8) -> Key? {
        var bytes = [first]
        let count = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
        while bytes.count < count, let next = byte() { bytes.append(next) }
        guard let text = String(validating: bytes, as: UTF8.self), let character = text.first else { return .unknown }
        return .text(character)
    }
}
