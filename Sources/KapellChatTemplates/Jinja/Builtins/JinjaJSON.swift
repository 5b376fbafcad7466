import KapellCore

/// `tojson` as Hugging Face's `apply_chat_template` has it: Python's `json.dumps`, without escapes for HTML.
struct JinjaJSON {
    var ensuresASCII = false
    var indent: String?
    var itemSeparator = ", "
    var keySeparator = ": "
    var sortsKeys = false
    private var text = ""

    static func filter(
        _ run: JinjaRun, _ value: JinjaValue, _ arguments: JinjaArguments
    ) throws(KapellError) -> JinjaValue {
        let given = try arguments.taken(
            ["ensure_ascii", "indent", "separators", "sort_keys"], of: "tojson", run)
        var writer = JinjaJSON()
        writer.ensuresASCII = given[0]?.isTrue ?? false
        writer.sortsKeys = given[3]?.isTrue ?? false
        switch given[1] {
        case nil, JinjaValue.none?: break
        case .string(let indent)?:
            writer.indent = indent
            writer.itemSeparator = ","
        case let other?:
            guard case .int(let width)? = JinjaNumber(other), width < 1000 else {
                throw run.fault("`tojson` is given an indent that is none.")
            }
            writer.indent = String(repeating: " ", count: max(width, 0))
            writer.itemSeparator = ","
        }
        if let separators = given[2], !separators.isNone {
            let parts = try run.elements(separators)
            guard parts.count == 2, let item = parts[0].stringValue, let key = parts[1].stringValue else {
                throw run.fault("`tojson` takes two separators.")
            }
            (writer.itemSeparator, writer.keySeparator) = (item, key)
        }
        try writer.write(value, level: 0, run)
        return .string(try run.charged(writer.text))
    }

    private mutating func write(_ value: JinjaValue, level: Int, _ run: JinjaRun) throws(KapellError) {
        try run.enter()
        defer { run.leave() }
        if text.utf8.count > run.limits.outputBytes { try run.charge(text.utf8.count) }
        switch value {
        case .none: text += "null"
        case .bool(let flag): text += flag ? "true" : "false"
        case .int(let number): text += String(number)
        case .float(let number): text += Self.number(number)
        case .string(let string), .markup(let string): write(string)
        case .list(let list) where list.kind == .list || list.kind == .tuple:
            try write(open: "[", close: "]", count: list.items.count, level: level) {
                (writer, index) throws(KapellError) in
                try writer.write(list.items[index], level: level + 1, run)
            }
        case .dict(let dict):
            var order = Array(dict.keys.indices)
            let keys = dict.keys
            if sortsKeys { order = try JinjaFilters.sorted(order, by: { keys[$0] }, reverse: false, run) }
            try write(open: "{", close: "}", count: order.count, level: level) { (writer, index) throws(KapellError) in
                writer.write(try Self.key(keys[order[index]], run))
                writer.text += writer.keySeparator
                try writer.write(dict.values[order[index]], level: level + 1, run)
            }
        default: throw run.fault("\(value.kindName) has no form in JSON.")
        }
    }

    private mutating func write(
        open: String, close: String, count: Int, level: Int,
        element: (inout JinjaJSON, Int) throws(KapellError) -> Void
    ) throws(KapellError) {
        text += open
        for index in 0..<count {
            if index > 0 { text += itemSeparator }
            breakLine(level + 1)
            try element(&self, index)
        }
        if count > 0 { breakLine(level) }
        text += close
    }

    private mutating func breakLine(_ level: Int) {
        guard let indent else { return }
        text += "\n"
        for _ in 0..<level { text += indent }
    }

    private static func key(_ key: JinjaValue, _ run: JinjaRun) throws(KapellError) -> String {
        switch key {
        case .string(let text), .markup(let text): return text
        case .none: return "null"
        case .bool(let flag): return flag ? "true" : "false"
        case .int(let number): return String(number)
        case .float(let number): return Self.number(number)
        default: throw run.fault("\(key.kindName) cannot be a key in JSON.")
        }
    }

    private static func number(_ number: Double) -> String {
        number.isNaN ? "NaN" : number.isInfinite ? (number < 0 ? "-Infinity" : "Infinity") : number.description
    }

    private mutating func write(_ string: String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar.value {
            case 0x22: text += "\\\""
            case 0x5C: text += "\\\\"
            case 0x0A: text += "\\n"
            case 0x0D: text += "\\r"
            case 0x09: text += "\\t"
            case 0x08: text += "\\b"
            case 0x0C: text += "\\f"
            case 0..<0x20: text += "\\u" + JinjaRun.hexadecimal(scalar.value, 4)
            case 0x7F... where ensuresASCII:
                for unit in String(scalar).utf16 { text += "\\u" + JinjaRun.hexadecimal(UInt32(unit), 4) }
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
