/// The links on a page of a package index (PEP 503: one anchor a file, its hash behind `#`).
package struct SimplePage: Sendable, Hashable {
    /// The values of `href`, with HTML references resolved, in the order of the page.
    package var links: [String] = []

    package init(parsing html: String) {
        let bytes = Array(html.utf8)
        var position = 0
        while let open = Self.index(of: 0x3c, in: bytes, from: position) {
            guard let close = Self.endOfTag(bytes, from: open + 1) else { break }
            position = close + 1
            let tag = bytes[(open + 1)..<close]
            guard tag.count > 2, tag.first.map({ $0 | 0x20 }) == 0x61, Self.isSpace(tag[tag.startIndex + 1]) else {
                continue
            }
            if let link = Self.attribute("href", in: tag) { links.append(Self.resolved(link)) }
        }
    }

    /// The name of a project as an index spells it: lower case, and runs of `-`, `_` and `.` as one `-`.
    package static func normalizedName(_ name: String) -> String {
        name.lowercased().split { "-_.".contains($0) }.joined(separator: "-")
    }

    private static func index(of byte: UInt8, in bytes: [UInt8], from start: Int) -> Int? {
        bytes[start...].firstIndex(of: byte)
    }

    /// The `>` that ends a tag; one inside quotes does not count.
    private static func endOfTag(_ bytes: [UInt8], from start: Int) -> Int? {
        var quote: UInt8?
        for position in start..<bytes.count {
            let byte = bytes[position]
            if let open = quote {
                if byte == open { quote = nil }
            } else if byte == 0x22 || byte == 0x27 {
                quote = byte
            } else if byte == 0x3e {
                return position
            }
        }
        return nil
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || (0x09...0x0d).contains(byte)
    }

    private static func attribute(_ name: String, in tag: ArraySlice<UInt8>) -> String? {
        var rest = tag.dropFirst()
        while true {
            rest = rest.drop { isSpace($0) || $0 == 0x2f }
            guard !rest.isEmpty else { return nil }
            let key = rest.prefix { !isSpace($0) && $0 != 0x3d }
            rest = rest.dropFirst(max(1, key.count)).drop(while: isSpace)
            guard rest.first == 0x3d else { continue }
            rest = rest.dropFirst().drop(while: isSpace)
            let value: ArraySlice<UInt8>
            if let quote = rest.first, quote == 0x22 || quote == 0x27 {
                value = rest.dropFirst().prefix { $0 != quote }
                rest = rest.dropFirst(value.count + 2)
            } else {
                value = rest.prefix { !isSpace($0) }
                rest = rest.dropFirst(value.count)
            }
            if String(decoding: key, as: UTF8.self).lowercased() == name {
                return String(decoding: value, as: UTF8.self)
            }
        }
    }

    /// Resolves the references that occur in addresses.
    private static func resolved(_ text: String) -> String {
        guard text.contains("&") else { return text }
        let references = [
            ("&amp;", "&"), ("&#38;", "&"), ("&#x26;", "&"), ("&#43;", "+"), ("&#x2b;", "+"), ("&quot;", "\""),
            ("&#39;", "'"), ("&lt;", "<"), ("&gt;", ">"),
        ]
        var result = ""
        var rest = text[...]
        while let mark = rest.firstIndex(of: "&") {
            result += rest[..<mark]
            rest = rest[mark...]
            let start = rest.prefix(6).lowercased()
            if let (reference, character) = references.first(where: { start.hasPrefix($0.0) }) {
                result += character
                rest = rest.dropFirst(reference.count)
            } else {
                result += "&"
                rest = rest.dropFirst()
            }
        }
        return result + rest
    }
}
