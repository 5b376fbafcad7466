import KapellCore
import KapellJSON

/// A JSON object that arrives byte by byte, with what it says of a call.
struct ToolObjectScan: Sendable {
    private static let depthLimit = 128

    let keys: ToolCallSyntax.ObjectKeys
    var bytes: [UInt8] = []
    var isDone = false
    var isBroken = false
    var name: String?
    var id: String?
    var argumentsStart: Int?
    var argumentsEnd: Int?
    /// Of the call, once it has begun.
    var index: Int?
    /// How far the arguments have been shown.
    var shown = 0

    private var depth = 0
    private var texts = JSONTextScan()
    private var textStart = 0
    private var isKey = true
    private var key: String?
    private var firstKey: String?
    private var valueStart: Int?

    init(_ keys: ToolCallSyntax.ObjectKeys) { self.keys = keys }

    mutating func take(_ byte: UInt8) {
        let place = bytes.count
        bytes.append(byte)
        switch texts.take(byte) {
        case .outside: takeOutside(byte, place)
        case .begins:
            textStart = place
            beginValue(place)
        case .inside: break
        case .ends: if depth == 1 { endText(place + 1) }
        }
    }

    /// Takes a byte that is part of no text.
    private mutating func takeOutside(_ byte: UInt8, _ place: Int) {
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            beginValue(place)
            depth += 1
            if depth > Self.depthLimit { isBroken = true }
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
            if depth == 1 { endValue(place) }
            depth -= 1
            if depth == 1 { endValue(place + 1) }
            if depth == 0 {
                isDone = true
                isBroken = byte != UInt8(ascii: "}")
            }
        case UInt8(ascii: ":"):
            if depth == 1 { isKey = false }
        case UInt8(ascii: ","):
            if depth == 1 {
                endValue(place)
                isKey = true
                key = nil
            }
        case 0x20, 0x0A, 0x0D, 0x09: break
        default: beginValue(place)
        }
    }

    /// Whether what is known rules a call out, for an object that may be the answer itself.
    func isNone(of tools: [ModelTool]) -> Bool {
        if let firstKey, !keys.name.contains(firstKey), firstKey != "type", !keys.arguments.contains(firstKey) {
            return true
        }
        guard let name, !tools.isEmpty else { return false }
        return !tools.contains { $0.name == name }
    }

    /// The arguments as text of an object: as they came, out of a text that holds them, or none.
    var wholeArguments: String {
        guard let start = argumentsStart else { return "{}" }
        let raw = String(decoding: bytes[start..<(argumentsEnd ?? bytes.count)], as: UTF8.self)
        if raw == "null" { return "{}" }
        return bytes[start] == UInt8(ascii: "\"") ? text(start, argumentsEnd ?? bytes.count) ?? raw : raw
    }

    private func text(_ start: Int, _ end: Int) -> String? {
        do throws(JSONError) {
            return try JSONValue(parsing: bytes[start..<end]).stringValue
        } catch {
            return nil
        }
    }

    private mutating func beginValue(_ place: Int) {
        guard depth == 1, !isKey, valueStart == nil else { return }
        valueStart = place
        guard let key else { return }
        if keys.name.isEmpty ? argumentsStart == nil : keys.arguments.contains(key) && argumentsStart == nil {
            argumentsStart = place
        }
    }

    private mutating func endText(_ end: Int) {
        guard isKey else { return endValue(end) }
        key = text(textStart, end)
        firstKey = firstKey ?? key
        if keys.name.isEmpty, name == nil { name = key }
    }

    private mutating func endValue(_ end: Int) {
        guard let start = valueStart, let key else { return }
        valueStart = nil
        self.key = nil
        if keys.name.contains(key) {
            name = name ?? text(start, end)
        } else if keys.id.contains(key) {
            id = id ?? text(start, end) ?? JinjaText.strip(String(decoding: bytes[start..<end], as: UTF8.self), nil)
        } else if argumentsStart == start {
            var last = end
            while last > start, ToolCallReader.isSpace(bytes[last - 1]) { last -= 1 }
            argumentsEnd = last
        }
    }
}
