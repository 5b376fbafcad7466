extension SSEEvent {
    /// The event as it goes over the wire, with the blank line that ends it.
    ///
    /// Each line of the data (ended by LF, CR or CRLF) has its own `data:` line; a reader joins them with LF. Line
    /// breaks in the type and the id, which would break the frame, are left out, and so is U+0000 in the id.
    public func encoded() -> String { String(decoding: encodedBytes(), as: UTF8.self) }

    /// The event as it goes over the wire, in UTF-8; see ``encoded()``.
    public func encodedBytes() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(data.utf8.count + 32)
        if let event { Self.put("event: ", event, into: &bytes) }
        if let id { Self.put("id: ", id, into: &bytes) }
        if let retry { Self.put("retry: ", String(max(retry, 0)), into: &bytes) }
        Self.putLines("data: ", data, into: &bytes)
        bytes.append(0x0A)
        return bytes
    }

    /// A comment as it goes over the wire, with a blank line. Readers pass over it; it keeps a connection alive.
    public static func comment(_ text: String = "") -> String {
        var bytes: [UInt8] = []
        putLines(": ", text, into: &bytes)
        bytes.append(0x0A)
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func put(_ name: String, _ value: String, into bytes: inout [UInt8]) {
        bytes.append(contentsOf: name.utf8)
        bytes.append(contentsOf: value.utf8.lazy.filter { $0 != 0x0A && $0 != 0x0D && $0 != 0x00 })
        bytes.append(0x0A)
    }

    private static func putLines(_ name: String, _ value: String, into bytes: inout [UInt8]) {
        bytes.append(contentsOf: name.utf8)
        var afterReturn = false
        for byte in value.utf8 {
            let continuesBreak = afterReturn && byte == 0x0A
            afterReturn = byte == 0x0D
            if continuesBreak { continue }
            if byte == 0x0A || byte == 0x0D {
                bytes.append(0x0A)
                bytes.append(contentsOf: name.utf8)
            } else {
                bytes.append(byte)
            }
        }
        bytes.append(0x0A)
    }
}
