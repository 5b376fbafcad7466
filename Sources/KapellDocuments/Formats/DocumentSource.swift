/// The bytes of a file and the name that it goes by.
package struct DocumentSource: Sendable {
    /// The whole file.
    package let bytes: [UInt8]
    /// File name as the caller knows it; only its ending is interpreted.
    package let name: String
    /// How deep it lies in other documents; 0 for a file.
    package let depth: Int
    /// What it and everything packed in it may cost.
    package let budget: ExtractionBudget

    package init(bytes: [UInt8], name: String) {
        self.init(bytes: bytes, name: name, depth: 0, budget: ExtractionBudget())
    }

    /// - Parameter fingerprint: of the one document packed in it that is looked for; the others are not read.
    init(bytes: [UInt8], name: String, seeking fingerprint: String) {
        self.init(bytes: bytes, name: name, depth: 0, budget: ExtractionBudget(seeking: fingerprint))
    }

    private init(bytes: [UInt8], name: String, depth: Int, budget: ExtractionBudget) {
        self.bytes = bytes
        self.name = name
        self.depth = depth
        self.budget = budget
    }

    /// A document that is packed in this one.
    package func part(_ bytes: [UInt8], name: String) -> DocumentSource {
        DocumentSource(bytes: bytes, name: name, depth: depth + 1, budget: budget)
    }

    /// The name without line breaks and other control characters, those that turn the direction of writing among them,
    /// for a heading or a message.
    package var plainName: String {
        let scalars = name.unicodeScalars.map { scalar -> Unicode.Scalar in
            switch scalar.value {
            case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069: " "
            default: scalar
            }
        }
        return String(String.UnicodeScalarView(scalars)).trimmed
    }

    /// The name's ending in lower case, without the dot; empty when it has none.
    package var fileExtension: String {
        let file = name.split(separator: "/").last ?? ""
        guard let dot = file.lastIndex(of: "."), dot != file.startIndex else { return "" }
        return file[file.index(after: dot)...].lowercased()
    }

    /// The name as one word for a shell command.
    package var shellName: String {
        let plain = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "/"),
                UInt8(ascii: "-"):
                true
            default: false
            }
        }
        guard !plain || name.isEmpty || name.utf8.first == UInt8(ascii: "-") else { return name }
        return "'" + name.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
    }

    /// Whether the bytes from `offset` on begin with `pattern`.
    package func has(_ pattern: [UInt8], at offset: Int = 0) -> Bool {
        guard offset >= 0, bytes.count - offset >= pattern.count else { return false }
        for index in pattern.indices where bytes[offset + index] != pattern[index] { return false }
        return true
    }

    /// Whether `pattern` occurs in the given range of the bytes; the range is cut to the file.
    package func contains(_ pattern: [UInt8], in range: Range<Int>) -> Bool {
        let range = range.clamped(to: 0..<bytes.count)
        guard !pattern.isEmpty, range.count >= pattern.count else { return false }
        for start in range.lowerBound...(range.upperBound - pattern.count) where bytes[start] == pattern[0] {
            if has(pattern, at: start) { return true }
        }
        return false
    }
}
