import KapellJSON

/// Arguments as Gemma 4 writes them (`{key:value}`, with texts between marks), and calls in Python
/// (`[name(key='value')]`).
struct ToolNotation {
    private static let depthLimit = 64

    private let scalars: [Unicode.Scalar]
    private var place = 0
    private var depth = 0
    /// Around a text; `nil` for the quotes of Python.
    private let texts: [Unicode.Scalar]?

    init(_ text: String, texts: String?) {
        scalars = Array(text.unicodeScalars)
        self.texts = texts.map { Array($0.unicodeScalars) }
    }

    var isAtEnd: Bool { scalars[place...].allSatisfy(JinjaText.isSpace) }

    private mutating func skipSpace() {
        while place < scalars.count, JinjaText.isSpace(scalars[place]) { place += 1 }
    }

    private mutating func skip(_ sign: Unicode.Scalar) -> Bool {
        skipSpace()
        guard place < scalars.count, scalars[place] == sign else { return false }
        place += 1
        return true
    }

    mutating func name() -> String? {
        skipSpace()
        let start = place
        while place < scalars.count, !"(){}[]:=,'\"".unicodeScalars.contains(scalars[place]),
            !JinjaText.isSpace(scalars[place])
        {
            place += 1
        }
        return place > start ? JinjaText.string(scalars[start..<place]) : nil
    }

    /// `[a(x=1), b()]`, to the end.
    mutating func calls() -> [(name: String, arguments: JSONObject)]? {
        let isList = skip("[")
        var calls: [(name: String, arguments: JSONObject)] = []
        while !skip("]") {
            if !calls.isEmpty, !skip(",") { break }
            guard let name = name(), skip("(") else { return nil }
            var arguments = JSONObject()
            while !skip(")") {
                if !arguments.isEmpty, !skip(",") { return nil }
                guard let key = self.name(), skip("="), let value = value() else { return nil }
                arguments[key] = value
            }
            calls.append((name, arguments))
            if !isList { break }
        }
        return calls.isEmpty || !isAtEnd ? nil : calls
    }

    mutating func mapping() -> JSONObject? {
        guard skip("{") else { return nil }
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.depthLimit else { return nil }
        var object = JSONObject()
        while !skip("}") {
            if !object.isEmpty, !skip(",") { return nil }
            guard let key = text() ?? name(), skip(":"), let value = value() else { return nil }
            object[key] = value
        }
        return object
    }

    private mutating func value() -> JSONValue? {
        skipSpace()
        guard place < scalars.count else { return nil }
        if let text = text() { return .string(text) }
        switch scalars[place] {
        case "{": return mapping().map { .object($0) }
        case "[": return list("]")
        case "(": return list(")")
        default: break
        }
        guard let word = name() else { return nil }
        switch word {
        case "true", "True": return .bool(true)
        case "false", "False": return .bool(false)
        case "null", "None": return .null
        default:
            do throws(JSONError) {
                return try JSONValue(parsing: word)
            } catch {
                return texts == nil ? nil : .string(word)
            }
        }
    }

    private mutating func list(_ end: Unicode.Scalar) -> JSONValue? {
        place += 1
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.depthLimit else { return nil }
        var items: [JSONValue] = []
        while !skip(end) {
            if !items.isEmpty, !skip(",") { return nil }
            if !items.isEmpty, skip(end) { break }
            guard let item = value() else { return nil }
            items.append(item)
        }
        return .array(items)
    }

    private mutating func text() -> String? {
        skipSpace()
        guard let texts else { return quoted() }
        guard scalars[place...].starts(with: texts) else { return nil }
        var end = place + texts.count
        while end < scalars.count, !scalars[end...].starts(with: texts) { end += 1 }
        guard end < scalars.count else { return nil }
        defer { place = end + texts.count }
        return JinjaText.string(scalars[(place + texts.count)..<end])
    }

    private mutating func quoted() -> String? {
        guard place < scalars.count, scalars[place] == "'" || scalars[place] == "\"" else { return nil }
        let start = place
        let quote = scalars[place]
        var text = String.UnicodeScalarView()
        place += 1
        while place < scalars.count, scalars[place] != quote {
            var scalar = scalars[place]
            place += 1
            if scalar == "\\", place < scalars.count {
                scalar = scalars[place]
                place += 1
                switch scalar {
                case "n": scalar = "\n"
                case "t": scalar = "\t"
                case "r": scalar = "\r"
                case "\\", "'", "\"": break
                default: text.append("\\")
                }
            }
            text.append(scalar)
        }
        guard place < scalars.count else {
            place = start
            return nil
        }
        place += 1
        return String(text)
    }
}
