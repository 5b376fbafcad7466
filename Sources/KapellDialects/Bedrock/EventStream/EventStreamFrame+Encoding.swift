extension EventStreamFrame {
    /// The frame's headers with strings, as bytes. A name or a text that is too long for the format is cut.
    package static func encodedHeaders(_ headers: [(name: String, value: String)]) -> [UInt8] {
        var bytes: [UInt8] = []
        for (name, value) in headers {
            let name = prefix(of: name, limit: 255)
            let value = prefix(of: value, limit: 32_767)
            bytes.append(UInt8(truncatingIfNeeded: name.count))
            bytes += name
            bytes.append(7)
            append(UInt16(truncatingIfNeeded: value.count), to: &bytes)
            bytes += value
        }
        return bytes
    }

    /// Appends a frame of headers that ``encodedHeaders(_:)`` made, and of `payload`.
    package static func append(headers: [UInt8], payload: [UInt8], to bytes: inout [UInt8]) {
        let start = bytes.count
        bytes.reserveCapacity(start + overhead + headers.count + payload.count)
        append(UInt32(truncatingIfNeeded: overhead + headers.count + payload.count), to: &bytes)
        append(UInt32(truncatingIfNeeded: headers.count), to: &bytes)
        append(CRC32.checksum(of: bytes[start...]), to: &bytes)
        bytes += headers
        bytes += payload
        append(CRC32.checksum(of: bytes[start...]), to: &bytes)
    }

    /// A frame whose headers are all strings.
    package static func encoded(headers: [(name: String, value: String)], payload: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        append(headers: encodedHeaders(headers), payload: payload, to: &bytes)
        return bytes
    }

    /// At most `limit` bytes of `text`, whole characters of Unicode.
    private static func prefix(of text: String, limit: Int) -> [UInt8] {
        guard text.utf8.count > limit else { return [UInt8](text.utf8) }
        var bytes: [UInt8] = []
        for scalar in text.unicodeScalars {
            let encoded = UTF8.encode(scalar).map { [UInt8]($0) } ?? []
            guard bytes.count + encoded.count <= limit else { break }
            bytes += encoded
        }
        return bytes
    }

    private static func append(_ value: some FixedWidthInteger, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }
}
