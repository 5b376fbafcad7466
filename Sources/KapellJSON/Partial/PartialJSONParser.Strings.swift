extension PartialJSONParser {
    mutating func beginString(isKey: Bool) {
        if !isKey { holdPlace() }
        token.isString = true
        token.isKey = isKey
        state = .string
    }

    /// Reads on in a string, up to its end, an escape or the end of the piece.
    mutating func readString(_ cursor: inout Cursor) throws(JSONFailure) {
        let stop = JSONBytes.endOfPlainRun(from: cursor.next, to: cursor.end, passingNonASCII: true)
        if stop > cursor.next {
            replaceLoneSurrogate()
            try appendText(UnsafeBufferPointer(start: cursor.next, count: stop - cursor.next), at: cursor.offset)
            cursor.next = stop
        }
        guard stop < cursor.end else { return }
        if !token.cut.isEmpty { throw JSONFailure(.invalidUTF8, at: token.start ?? cursor.offset) }
        switch stop.pointee {
        case UInt8(ascii: "\\"):
            state = .escape
        case UInt8(ascii: "\""):
            replaceLoneSurrogate()
            endString()
        case let byte:
            throw JSONFailure(.controlCharacter(byte), at: cursor.offset)
        }
        cursor.next += 1
    }

    /// Reads the letter after a backslash.
    mutating func readEscape(_ cursor: inout Cursor) throws(JSONFailure) {
        let letter = cursor.next.pointee
        if letter == UInt8(ascii: "u") {
            token.unit = 0
            state = .unicode(0)
        } else {
            guard let byte = JSONEscapes.byte(for: letter) else {
                throw JSONFailure(.invalidEscape(letter), at: cursor.offset)
            }
            replaceLoneSurrogate()
            token.text.unicodeScalars.append(Unicode.Scalar(byte))
            state = .string
        }
        cursor.next += 1
    }

    /// Reads a hexadecimal digit of `\u`.
    mutating func readCodeUnit(_ cursor: inout Cursor, _ count: Int) throws(JSONFailure) {
        guard let digit = JSONEscapes.hexDigit(cursor.next.pointee) else {
            throw JSONFailure(.invalidUnicodeEscape, at: cursor.offset)
        }
        token.unit = token.unit << 4 | UInt16(digit)
        cursor.next += 1
        guard count == 3 else {
            state = .unicode(count + 1)
            return
        }
        state = .string
        if let high = token.highSurrogate, token.unit & 0xFC00 == 0xDC00 {
            token.highSurrogate = nil
            append(JSONEscapes.scalar(high: high, low: token.unit))
            return
        }
        replaceLoneSurrogate()
        if token.unit & 0xFC00 == 0xD800 {
            token.highSurrogate = token.unit
        } else {
            append(UInt32(token.unit))
        }
    }

    private mutating func append(_ scalar: UInt32) {
        token.text.unicodeScalars.append(Unicode.Scalar(scalar) ?? "\u{FFFD}")
    }

    private mutating func replaceLoneSurrogate() {
        guard token.highSurrogate != nil else { return }
        token.highSurrogate = nil
        token.text.unicodeScalars.append("\u{FFFD}")
    }

    /// Appends bytes that may begin and end within a character.
    private mutating func appendText(_ bytes: UnsafeBufferPointer<UInt8>, at offset: Int) throws(JSONFailure) {
        guard !token.cut.isEmpty else { return try appendText(bytes, from: offset) }
        var joined = token.cut
        joined.append(contentsOf: bytes)
        token.cut = []
        let start = token.start ?? offset
        try joined.span.withUnsafeBufferPointer { (joined) throws(JSONFailure) in
            try appendText(joined, from: start)
        }
    }

    private mutating func appendText(_ bytes: UnsafeBufferPointer<UInt8>, from offset: Int) throws(JSONFailure) {
        token.start = nil
        var good = bytes
        switch UTF8Check.check(bytes) {
        case .valid: break
        case .invalid(let place): throw JSONFailure(.invalidUTF8, at: offset + place)
        case .cut(let place):
            token.start = offset + place
            token.cut = [UInt8](bytes[place...])
            good = UnsafeBufferPointer(rebasing: bytes[..<place])
        }
        token.text += String(decoding: good, as: UTF8.self)
    }

    private mutating func endString() {
        var text = ""
        swap(&text, &token.text)
        token.isString = false
        if token.isKey {
            open[open.count - 1].key = text
            state = .colon
        } else {
            end(.string(text))
        }
    }
}
