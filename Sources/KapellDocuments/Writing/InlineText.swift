/// Running text that is gathered piece by piece: each run of white space becomes one blank, invisible marks go.
struct InlineText {
    private(set) var bytes: [UInt8] = []
    private var isPending = false

    init() {}

    init(_ text: some StringProtocol) { append(text.utf8) }

    var isEmpty: Bool { bytes.isEmpty }

    var string: String { String(decoding: bytes, as: UTF8.self) }

    mutating func append(_ text: some StringProtocol) { append(text.utf8) }

    /// Valid UTF-8, at least from character to character.
    mutating func append(_ text: some Sequence<UInt8>) {
        let text = Array(text)
        text.withUnsafeBufferPointer { append($0) }
    }

    mutating func append(_ text: UnsafeBufferPointer<UInt8>) {
        var index = 0
        while index < text.count {
            let byte = text[index]
            if byte > 0x20, byte < 0x7F {
                put(byte)
                index += 1
                continue
            }
            let (length, meaning) = Self.classify(text, at: index)
            switch meaning {
            case .blank: isPending = true
            case .nothing: break
            case .letter: for offset in 0..<length { put(text[index + offset]) }
            }
            index += length
        }
    }

    /// A blank, unless one stands there already.
    mutating func blank() { isPending = true }

    /// A line break inside a paragraph.
    mutating func lineBreak() {
        isPending = false
        if !bytes.isEmpty, bytes.last != 0x0A { bytes.append(0x0A) }
    }

    /// Takes what was gathered, without white space at its end.
    mutating func take() -> [UInt8] {
        var result: [UInt8] = []
        swap(&result, &bytes)
        isPending = false
        while result.last == 0x0A { result.removeLast() }
        return result
    }

    private mutating func put(_ byte: UInt8) {
        if isPending {
            isPending = false
            if let last = bytes.last, last != 0x0A { bytes.append(0x20) }
        }
        bytes.append(byte)
    }

    private enum Meaning { case blank, nothing, letter }

    /// How many bytes belong together at `index`, and what they stand for.
    private static func classify(_ text: UnsafeBufferPointer<UInt8>, at index: Int) -> (Int, Meaning) {
        let byte = text[index]
        func follows(_ bytes: UInt8...) -> Bool {
            guard index + bytes.count < text.count else { return false }
            return bytes.indices.allSatisfy { text[index + 1 + $0] == bytes[$0] }
        }
        switch byte {
        case 0x09, 0x0A, 0x0C, 0x0D, 0x20: return (1, .blank)
        case 0x00..<0x20, 0x7F: return (1, .nothing)
        case 0xC2 where follows(0xA0): return (2, .blank)
        // A soft hyphen, and control characters of the second block.
        case 0xC2 where index + 1 < text.count && (text[index + 1] == 0xAD || text[index + 1] < 0xA0):
            return (2, .nothing)
        case 0xE2 where index + 2 < text.count && text[index + 1] == 0x80:
            switch text[index + 2] {
            case 0x80...0x8A, 0xA8, 0xA9, 0xAF: return (3, .blank)
            case 0x8B, 0x8E, 0x8F, 0xAA...0xAE: return (3, .nothing)
            default: return (3, .letter)
            }
        case 0xE2 where follows(0x81, 0xA0): return (3, .nothing)
        case 0xE3 where follows(0x80, 0x80): return (3, .blank)
        case 0xEF where follows(0xBB, 0xBF): return (3, .nothing)
        default: return (1, .letter)
        }
    }
}
