/// Cuts the UTF-8 of a text into folded words, without an allocation for each of them.
struct TextScanner {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let buffer: UnsafeMutableBufferPointer<UInt8>
    private let classes: UnsafeBufferPointer<UInt8>
    private let pairs: Bool
    private let isQuery: Bool
    private var index = 0
    private var length = 0
    /// Where the last ideograph of the run that is being cut ended; -1 outside a run.
    private var runEnd = -1

    /// The bytes of the word in the text.
    private(set) var start = 0
    private(set) var end = 0
    /// The number of words before it.
    private(set) var position = -1

    /// The word, folded. Valid until the next call of ``next()``.
    var term: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(rebasing: buffer[..<length]) }

    /// Room for the longest term, and for what one more scalar can fold to.
    private static let capacity = Analyzer.maximumTermBytes + 64

    /// Scans a text within `body`.
    static func scan<Result>(
        _ text: String, ideographs: Analyzer.Ideographs, isQuery: Bool,
        _ body: (inout TextScanner) throws -> Result
    ) rethrows -> Result {
        var text = text
        return try text.withUTF8 { bytes in
            try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: capacity) { buffer in
                try AsciiClasses.table.withUnsafeBufferPointer { classes in
                    var scanner = TextScanner(
                        bytes: bytes, buffer: buffer, classes: classes, pairs: ideographs == .pairs, isQuery: isQuery)
                    return try body(&scanner)
                }
            }
        }
    }

    private init(
        bytes: UnsafeBufferPointer<UInt8>, buffer: UnsafeMutableBufferPointer<UInt8>,
        classes: UnsafeBufferPointer<UInt8>,
        pairs: Bool, isQuery: Bool
    ) {
        self.bytes = bytes
        self.buffer = buffer
        self.classes = classes
        self.pairs = pairs
        self.isQuery = isQuery
    }

    /// Goes to the next word; false at the end of the text.
    mutating func next() -> Bool {
        while index < bytes.count {
            let byte = bytes[index]
            if byte < 0x80 {
                guard classes[Int(byte)] != AsciiClasses.other else {
                    index += 1
                    continue
                }
                if word() { return true }
            } else {
                let (value, width) = scalar(at: index)
                switch ScalarClass.of(value) {
                case .letter, .digit, .connector: if word() { return true }
                case .ideograph: if ideograph(value, width) { return true }
                case .other, .extend: index += width
                }
            }
        }
        return false
    }

    // MARK: Words

    private mutating func word() -> Bool {
        start = index
        length = 0
        var isWord = false
        var last = AsciiClasses.other
        scan: while index < bytes.count {
            let byte = bytes[index]
            if byte < 0x80 {
                let kind = classes[Int(byte)]
                switch kind {
                case AsciiClasses.letter:
                    append(byte | 0x20)
                    isWord = true
                case AsciiClasses.digit:
                    append(byte)
                    isWord = true
                case AsciiClasses.connector: append(byte)
                default:
                    guard joins(byte, after: last) else { break scan }
                    append(byte)
                    last = AsciiClasses.other
                    index += 1
                    continue scan
                }
                last = kind
                index += 1
            } else {
                let (value, width) = scalar(at: index)
                // The typographic apostrophe.
                if value == 0x2019, joins(UInt8(ascii: "'"), after: last, width: width) {
                    append(UInt8(ascii: "'"))
                    last = AsciiClasses.other
                    index += width
                    continue
                }
                switch ScalarClass.of(value) {
                case .letter:
                    last = AsciiClasses.letter
                    isWord = true
                case .digit:
                    last = AsciiClasses.digit
                    isWord = true
                case .connector: last = AsciiClasses.connector
                case .extend: break
                case .other, .ideograph: break scan
                }
                fold(value)
                index += width
            }
        }
        end = index
        guard isWord else { return false }
        absorbSigns()
        trimConnectors()
        guard length > 0 else { return false }
        position += 1
        return true
    }

    /// Whether a sign between two characters is part of the word.
    private func joins(_ byte: UInt8, after last: UInt8, width: Int = 1) -> Bool {
        guard index + width < bytes.count else { return false }
        let next = bytes[index + width]
        let follower = next < 0x80 ? classes[Int(next)] : AsciiClasses.letter
        switch byte {
        case UInt8(ascii: "'"):
            guard last == AsciiClasses.letter, follower == AsciiClasses.letter else { return false }
            return next < 0x80 || ScalarClass.of(scalar(at: index + width).value) == .letter
        case UInt8(ascii: "."), UInt8(ascii: ","):
            return last == AsciiClasses.digit && next < 0x80 && follower == AsciiClasses.digit
        default: return false
        }
    }

    /// Programming languages: C++, C#, F#.
    private mutating func absorbSigns() {
        guard length == 1, end - start == 1, buffer[0] >= UInt8(ascii: "a") else { return }
        var after = end
        if after < bytes.count, bytes[after] == UInt8(ascii: "#") {
            after += 1
        } else if after + 1 < bytes.count, bytes[after] == UInt8(ascii: "+"), bytes[after + 1] == UInt8(ascii: "+") {
            after += 2
        }
        guard after > end, after == bytes.count || !isSignOrWord(bytes[after]) else { return }
        for place in end..<after { append(bytes[place]) }
        end = after
        index = after
    }

    private func isSignOrWord(_ byte: UInt8) -> Bool {
        byte >= 0x80 || classes[Int(byte)] != AsciiClasses.other || byte == UInt8(ascii: "+")
            || byte == UInt8(ascii: "#")
    }

    /// Underscores at both ends are emphasis, or say nothing.
    private mutating func trimConnectors() {
        let underscore = UInt8(ascii: "_")
        guard length > 0, buffer[0] == underscore || buffer[length - 1] == underscore else { return }
        while length > 0, buffer[length - 1] == underscore {
            length -= 1
            if bytes[end - 1] == underscore { end -= 1 }
        }
        var leading = 0
        while leading < length, buffer[leading] == underscore {
            leading += 1
            if bytes[start] == underscore { start += 1 }
        }
        guard leading > 0 else { return }
        for place in leading..<length { buffer[place - leading] = buffer[place] }
        length -= leading
    }

    // MARK: Scripts without spaces

    private mutating func ideograph(_ value: UInt32, _ width: Int) -> Bool {
        let first = index
        length = 0
        fold(value)
        let firstEnd = appendMarks(index + width)
        let follows = runEnd == first
        start = first
        end = firstEnd
        index = firstEnd
        runEnd = firstEnd
        if pairs {
            if firstEnd < bytes.count, bytes[firstEnd] >= 0x80 {
                let (second, secondWidth) = scalar(at: firstEnd)
                if ScalarClass.of(second) == .ideograph {
                    fold(second)
                    end = appendMarks(firstEnd + secondWidth)
                    position += 1
                    return true
                }
            }
            // The last of a run stands alone, which finds nothing new in a query.
            if follows, isQuery { return false }
        }
        position += 1
        return true
    }

    private mutating func appendMarks(_ place: Int) -> Int {
        var place = place
        while place < bytes.count, bytes[place] >= 0x80 {
            let (value, width) = scalar(at: place)
            guard ScalarClass.of(value) == .extend else { break }
            fold(value)
            place += width
        }
        return place
    }

    // MARK: Bytes

    private mutating func append(_ byte: UInt8) {
        guard length < Analyzer.maximumTermBytes else { return }
        buffer[length] = byte
        length += 1
    }

    private mutating func fold(_ value: UInt32) {
        if value >= 0x300, value <= 0x36F || value == 0x3099 || value == 0xFF9E || value == 0x309A || value == 0xFF9F,
            composeLast(value)
        {
            return
        }
        ScalarFolding.fold(value) { folded in
            if folded < 0x80 {
                append(UInt8(folded))
            } else if let scalar = Unicode.Scalar(folded), let encoded = UTF8.encode(scalar),
                length + encoded.count <= Analyzer.maximumTermBytes
            {
                for byte in encoded {
                    buffer[length] = byte
                    length += 1
                }
            }
        }
    }

    /// Puts a mark onto the last scalar of the term where Unicode has one letter for both.
    private mutating func composeLast(_ mark: UInt32) -> Bool {
        var place = length - 1
        while place > 0, buffer[place] & 0xC0 == 0x80 { place -= 1 }
        guard place >= 0 else { return false }
        let last = String(decoding: UnsafeBufferPointer(rebasing: buffer[place..<length]), as: UTF8.self)
        guard let base = last.unicodeScalars.first?.value, let letter = MarkTable.letter(base, with: mark) else {
            return false
        }
        length = place
        var bytes: [UInt8] = []
        bytes.appendUTF8(letter)
        for byte in bytes { append(byte) }
        return true
    }

    /// The scalar at a byte of what is valid UTF-8, and its width.
    private func scalar(at index: Int) -> (value: UInt32, width: Int) {
        let lead = bytes[index]
        func tail(_ offset: Int) -> UInt32 {
            index + offset < bytes.count ? UInt32(bytes[index + offset] & 0x3F) : 0
        }
        if lead < 0x80 { return (UInt32(lead), 1) }
        if lead < 0xE0 { return (UInt32(lead & 0x1F) << 6 | tail(1), 2) }
        if lead < 0xF0 { return (UInt32(lead & 0x0F) << 12 | tail(1) << 6 | tail(2), 3) }
        return (UInt32(lead & 0x07) << 18 | tail(1) << 12 | tail(2) << 6 | tail(3), 4)
    }
}
