/// The encoding that a page names itself, in the first 2,048 bytes: `<meta charset>`, `<meta http-equiv>` or the XML
/// declaration.
enum HTMLCharset {
    static func declared(in bytes: [UInt8]) -> String? {
        let head = bytes.prefix(2048).map { $0 | ($0 >= 0x41 && $0 <= 0x5A ? 0x20 : 0) }
        for mark in ["charset", "encoding"] {
            guard let place = find(Array(mark.utf8), in: head) else { continue }
            var index = place + mark.utf8.count
            func skipBlanks() { while index < head.count, head[index] <= 0x20 { index += 1 } }
            skipBlanks()
            guard index < head.count, head[index] == UInt8(ascii: "=") else { continue }
            index += 1
            skipBlanks()
            if index < head.count, head[index] == 0x22 || head[index] == 0x27 { index += 1 }
            let name = head[min(index, head.count)...].prefix { byte in
                (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) || "-_.:".utf8.contains(byte)
            }
            if !name.isEmpty, name.count <= 40 { return String(decoding: name, as: UTF8.self) }
        }
        return nil
    }

    private static func find(_ pattern: [UInt8], in bytes: [UInt8]) -> Int? {
        DocumentSource(bytes: bytes, name: "").first(pattern)
    }
}

extension DocumentSource {
    /// Where `pattern` stands first.
    func first(_ pattern: [UInt8], from start: Int = 0) -> Int? {
        guard let first = pattern.first, bytes.count - start >= pattern.count else { return nil }
        for index in start...(bytes.count - pattern.count) where bytes[index] == first {
            if has(pattern, at: index) { return index }
        }
        return nil
    }
}
