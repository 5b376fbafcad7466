extension JSONParser {
    /// The bytes of a string that has been read: in the text itself, or decoded.
    struct StringBytes {
        var bytes: UnsafeBufferPointer<UInt8>
        var isASCII: Bool
        /// The text between the quotes.
        var source: UnsafeBufferPointer<UInt8>
    }

    /// Reads the string whose opening quote is at `next`.
    @inline(__always)
    mutating func string() throws(JSONFailure) -> String {
        try makeString(of: stringBytes())
    }

    /// Reads the key whose opening quote is at `next`, and notes its fingerprint.
    @inline(__always)
    mutating func keyString() throws(JSONFailure) -> String {
        let found = try stringBytes()
        let key = try makeString(of: found)
        let fingerprint = found.bytes.baseAddress.map { JSONBytes.fingerprint(of: $0, count: found.bytes.count) }
        fingerprints.push(fingerprint ?? 0)
        return key
    }

    @inline(__always)
    private func makeString(of found: StringBytes) throws(JSONFailure) -> String {
        if found.isASCII { return String(decoding: found.bytes, as: UTF8.self) }
        if let string = String(validating: found.bytes, as: UTF8.self) { return string }
        let base = found.source.baseAddress.map { $0 - start } ?? 0
        switch UTF8Check.check(found.source) {
        case .cut(let offset), .invalid(let offset): throw JSONFailure(.invalidUTF8, at: base + offset)
        case .valid: throw JSONFailure(.invalidUTF8, at: base)
        }
    }

    @inline(__always)
    private mutating func stringBytes() throws(JSONFailure) -> StringBytes {
        let first = next + 1
        var place = JSONBytes.endOfPlainRun(from: first, to: end, passingNonASCII: false)
        var isASCII = true
        if place < end, place.pointee >= 0x80 {
            isASCII = false
            place = JSONBytes.endOfPlainRun(from: place, to: end, passingNonASCII: true)
        }
        guard place < end, place.pointee == UInt8(ascii: "\"") else {
            do throws(JSONFailure) {
                return try escapedStringBytes(from: first, at: place)
            } catch {
                throw earlierFailure(in: first, error)
            }
        }
        next = place + 1
        let bytes = UnsafeBufferPointer(start: first, count: place - first)
        return StringBytes(bytes: bytes, isASCII: isASCII, source: bytes)
    }

    /// The failure that comes first in the string that begins at `first` and that failed with `failure`: bytes that
    /// are not UTF-8 may stand before.
    @inline(never)
    private func earlierFailure(in first: UnsafePointer<UInt8>, _ failure: JSONFailure) -> JSONFailure {
        let base = first - start
        switch UTF8Check.check(UnsafeBufferPointer(start: first, count: failure.offset - base)) {
        case .invalid(let offset): return JSONFailure(.invalidUTF8, at: base + offset)
        case .cut(let offset) where failure.reason != .unexpectedEnd:
            return JSONFailure(.invalidUTF8, at: base + offset)
        default: return failure
        }
    }

    /// Goes on with a string that holds escapes, or fails.
    @inline(never)
    private mutating func escapedStringBytes(
        from first: UnsafePointer<UInt8>, at stop: UnsafePointer<UInt8>
    ) throws(JSONFailure) -> StringBytes {
        decoded.drop(from: 0)
        var runStart = first
        var place = stop
        while true {
            guard place < end else { throw JSONFailure(.unexpectedEnd, at: end - start) }
            decoded.push(from: runStart, count: place - runStart)
            switch place.pointee {
            case UInt8(ascii: "\""):
                next = place + 1
                let bytes = UnsafeBufferPointer(start: UnsafePointer(decoded.base), count: decoded.count)
                let source = UnsafeBufferPointer(start: first, count: place - first)
                return StringBytes(bytes: bytes, isASCII: false, source: source)
            case UInt8(ascii: "\\"):
                place = try escape(at: place)
            case let byte:
                throw JSONFailure(.controlCharacter(byte), at: place - start)
            }
            runStart = place
            place = JSONBytes.endOfPlainRun(from: place, to: end, passingNonASCII: true)
        }
    }

    /// Decodes the escape whose backslash is at `place`, and returns the place after it.
    private mutating func escape(at place: UnsafePointer<UInt8>) throws(JSONFailure) -> UnsafePointer<UInt8> {
        guard place + 1 < end else { throw JSONFailure(.unexpectedEnd, at: end - start) }
        if place[1] == UInt8(ascii: "u") { return try unicodeEscape(at: place) }
        guard let byte = JSONEscapes.byte(for: place[1]) else {
            throw JSONFailure(.invalidEscape(place[1]), at: place + 1 - start)
        }
        decoded.push(byte)
        return place + 2
    }

    /// Decodes `\uXXXX`, or a pair of them. A surrogate that stands alone becomes U+FFFD.
    private mutating func unicodeEscape(at place: UnsafePointer<UInt8>) throws(JSONFailure) -> UnsafePointer<UInt8> {
        let unit = try codeUnit(at: place + 2)
        var after = place + 6
        var scalar = UInt32(unit)
        if unit & 0xFC00 == 0xD800, end - after >= 2, after[0] == UInt8(ascii: "\\"), after[1] == UInt8(ascii: "u") {
            let second = try codeUnit(at: after + 2)
            if second & 0xFC00 == 0xDC00 {
                scalar = JSONEscapes.scalar(high: unit, low: second)
                after += 6
            }
        }
        JSONEscapes.encode(scalar) { decoded.push($0) }
        return after
    }

    private func codeUnit(at place: UnsafePointer<UInt8>) throws(JSONFailure) -> UInt16 {
        var unit: UInt16 = 0
        for step in 0..<4 {
            guard place + step < end else { throw JSONFailure(.unexpectedEnd, at: end - start) }
            guard let digit = JSONEscapes.hexDigit(place[step]) else {
                throw JSONFailure(.invalidUnicodeEscape, at: place + step - start)
            }
            unit = unit << 4 | UInt16(digit)
        }
        return unit
    }
}
