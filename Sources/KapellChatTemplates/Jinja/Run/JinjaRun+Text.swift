import KapellCore

/// Values as text, as Python's `str` and `repr` write them.
extension JinjaRun {
    func text(_ value: JinjaValue) throws(KapellError) -> String {
        switch value {
        case .undefined: return ""
        case .string(let text), .markup(let text): return text
        default:
            var text = ""
            try represent(value, &text)
            return try charged(text)
        }
    }

    func representation(_ value: JinjaValue) throws(KapellError) -> String {
        var text = ""
        try represent(value, &text)
        return try charged(text)
    }

    private func represent(_ value: JinjaValue, _ text: inout String) throws(KapellError) {
        try enter()
        defer { leave() }
        guard text.utf8.count <= limits.workBytes else { return try charge(text.utf8.count) }
        switch value {
        case .undefined: text += "Undefined"
        case .none: text += "None"
        case .bool(let flag): text += flag ? "True" : "False"
        case .int(let number): text += String(number)
        case .float(let number): text += number.description
        case .string(let string): text += Self.quoted(string)
        case .markup(let string): text += "Markup(\(Self.quoted(string)))"
        case .list(let list): try represent(list, &text)
        case .dict(let dict): try represent(dict, &text)
        case .namespace(let namespace):
            text += "<Namespace "
            try represent(namespace.attributes, &text)
            text += ">"
        case .generator: text += "<generator object>"
        case .loop(let loop): text += "<LoopContext \(loop.index + 1)/\(loop.items.count)>"
        case .macro(let macro): text += "<Macro \(Self.quoted(macro.node.name))>"
        case .method(let method): text += "<built-in method \(method.name)>"
        case .function(let function): text += "<function \(function.rawValue)>"
        }
    }

    private func represent(_ list: JinjaList, _ text: inout String) throws(KapellError) {
        let (open, close): (String, String)
        switch list.kind {
        case .list: (open, close) = ("[", "]")
        case .tuple: (open, close) = ("(", list.items.count == 1 ? ",)" : ")")
        case .range: (open, close) = ("range(", ")")
        case .keys: (open, close) = ("dict_keys([", "])")
        case .values: (open, close) = ("dict_values([", "])")
        case .items: (open, close) = ("dict_items([", "])")
        }
        text += open
        if list.kind == .range {
            text += Self.rangeBounds(list)
        } else {
            for (index, item) in list.items.enumerated() {
                if index > 0 { text += ", " }
                try represent(item, &text)
            }
        }
        text += close
    }

    private static func rangeBounds(_ list: JinjaList) -> String {
        guard case .int(let first)? = list.items.first, case .int(let last)? = list.items.last else { return "0, 0" }
        guard list.items.count > 1, case .int(let second) = list.items[1] else { return "\(first), \(first + 1)" }
        let step = second - first
        return step == 1 ? "\(first), \(last + 1)" : "\(first), \(last + step), \(step)"
    }

    private func represent(_ dict: JinjaDict, _ text: inout String) throws(KapellError) {
        text += "{"
        for (index, (key, value)) in zip(dict.keys, dict.values).enumerated() {
            if index > 0 { text += ", " }
            try represent(key, &text)
            text += ": "
            try represent(value, &text)
        }
        text += "}"
    }

    /// A text in the quotes that Python chooses.
    static func quoted(_ text: String) -> String {
        let scalars = text.unicodeScalars
        let quote: Unicode.Scalar = scalars.contains("'") && !scalars.contains("\"") ? "\"" : "'"
        var result = String(quote)
        for scalar in scalars {
            switch scalar {
            case "\\": result += "\\\\"
            case quote: result += "\\" + String(quote)
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            default:
                if isPrintable(scalar) {
                    result.unicodeScalars.append(scalar)
                } else if scalar.value < 0x100 {
                    result += "\\x" + hexadecimal(scalar.value, 2)
                } else if scalar.value < 0x1_0000 {
                    result += "\\u" + hexadecimal(scalar.value, 4)
                } else {
                    result += "\\U" + hexadecimal(scalar.value, 8)
                }
            }
        }
        return result + String(quote)
    }

    static func hexadecimal(_ value: UInt32, _ width: Int) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value >= 0x20 && scalar.value < 0x7F }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
            .spaceSeparator:
            return false
        default: return true
        }
    }
}
