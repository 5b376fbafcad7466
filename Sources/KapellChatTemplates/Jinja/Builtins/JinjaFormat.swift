import KapellCore

/// `str.format` and the `%` of Python's texts, as far as templates use them.
extension JinjaRun {
    /// `'{} {name}'.format(…)`: fields by place and name, with entries, `!r` and `!s`, and simple specifications.
    func format(_ pattern: String, _ arguments: JinjaArguments) throws(KapellError) -> String {
        let scalars = Array(pattern.unicodeScalars)
        var (result, place, automatic) = ("", 0, 0)
        while place < scalars.count {
            let scalar = scalars[place]
            place += 1
            if scalar == "{" || scalar == "}", place < scalars.count, scalars[place] == scalar {
                result.unicodeScalars.append(scalar)
                place += 1
            } else if scalar == "{" {
                guard let end = scalars[place...].firstIndex(of: "}") else { throw fault("a field has no `}`.") }
                let field = JinjaText.string(scalars[place..<end])
                guard !field.unicodeScalars.contains("{") else { throw fault("fields in fields are not read.") }
                result += try self.field(field, arguments, &automatic)
                place = end + 1
            } else if scalar == "}" {
                throw fault("a `}` stands alone.")
            } else {
                result.unicodeScalars.append(scalar)
            }
            try step()
        }
        return result
    }

    private func field(
        _ field: String, _ arguments: JinjaArguments, _ automatic: inout Int
    ) throws(KapellError) -> String {
        let parts = JinjaText.split(field, by: ":", limit: 1)
        let names = JinjaText.split(parts[0], by: "!", limit: 1)
        let path = names[0].unicodeScalars
        let head = JinjaText.string(path.prefix { $0 != "." && $0 != "[" })
        var value: JinjaValue
        if let index = head.isEmpty ? automatic : Int(head) {
            if head.isEmpty { automatic += 1 }
            guard arguments.positional.indices.contains(index) else { throw fault("a field has no argument.") }
            value = arguments.positional[index]
        } else {
            guard let found = arguments.named.first(where: { $0.name == head }) else {
                throw fault("a field has no argument.")
            }
            value = found.value
        }
        var rest = JinjaText.string(path.dropFirst(head.unicodeScalars.count))
        while !rest.isEmpty {
            let isEntry = rest.hasPrefix("[")
            rest.removeFirst()
            let name = JinjaText.string(rest.unicodeScalars.prefix { isEntry ? $0 != "]" : $0 != "." && $0 != "[" })
            rest = JinjaText.string(rest.unicodeScalars.dropFirst(name.unicodeScalars.count + (isEntry ? 1 : 0)))
            let key: JinjaValue = isEntry ? Int(name).map { .int($0) } ?? .string(name) : .string(name)
            value = isEntry ? try item(key, of: value) : try attribute(name, of: value)
        }
        if names.count > 1 { value = .string(names[1] == "r" ? try representation(value) : try text(value)) }
        return try formatted(value, parts.count > 1 ? parts[1] : "")
    }

    /// A value by a specification: fill, alignment, sign, width, `,`, precision, type.
    private func formatted(_ value: JinjaValue, _ specification: String) throws(KapellError) -> String {
        guard !specification.isEmpty else { return try text(value) }
        var scalars = Array(specification.unicodeScalars)[...]
        var (fill, alignment): (Unicode.Scalar, Unicode.Scalar?) = (" ", nil)
        let marks: [Unicode.Scalar] = ["<", ">", "^", "="]
        if scalars.count > 1, marks.contains(scalars[1]) {
            (fill, alignment) = (scalars[0], scalars[1])
            scalars = scalars.dropFirst(2)
        } else if let first = scalars.first, marks.contains(first) {
            alignment = first
            scalars = scalars.dropFirst()
        }
        var sign = ""
        if let first = scalars.first, first == "+" || first == "-" || first == " " {
            sign = first == "-" ? "" : String(first)
            scalars = scalars.dropFirst()
        }
        if scalars.first == "0" { (fill, alignment) = ("0", alignment ?? "=") }
        func number() -> Int? {
            let digits = scalars.prefix { ("0"..."9").contains($0) }
            scalars = scalars.dropFirst(digits.count)
            return Int(JinjaText.string(digits))
        }
        let width = number() ?? 0
        let groups = scalars.first == ","
        if groups { scalars = scalars.dropFirst() }
        var precision: Int?
        if scalars.first == "." {
            scalars = scalars.dropFirst()
            precision = number()
        }
        let type = scalars.popFirst()
        guard scalars.isEmpty, width <= 10_000, precision ?? 0 <= 100 else {
            throw fault("a specification of `format` is not read here.")
        }
        var body: String
        if let number = JinjaNumber(value), value.stringValue == nil {
            body = try numeral(number, type, precision, groups: groups)
            if !body.hasPrefix("-") { body = sign + body }
        } else {
            body = try text(value)
            if let precision { body = JinjaText.string(body.unicodeScalars.prefix(precision)) }
            alignment = alignment ?? "<"
        }
        return padded(body, width, fill, alignment ?? ">")
    }

    private func padded(_ body: String, _ width: Int, _ fill: Unicode.Scalar, _ alignment: Unicode.Scalar) -> String {
        let missing = max(0, width - body.unicodeScalars.count)
        func filling(_ count: Int) -> String { String(repeating: String(fill), count: count) }
        switch alignment {
        case "<": return body + filling(missing)
        case "^": return filling(missing / 2) + body + filling(missing - missing / 2)
        case "=" where body.hasPrefix("-") || body.hasPrefix("+"):
            return String(body.prefix(1)) + filling(missing) + String(body.dropFirst())
        default: return filling(missing) + body
        }
    }

    private func numeral(
        _ number: JinjaNumber, _ type: Unicode.Scalar?, _ precision: Int?, groups: Bool
    ) throws(KapellError) -> String {
        var text: String
        switch (type, number) {
        case ("x", .int(let value)): return String(value, radix: 16)
        case ("X", .int(let value)): return String(value, radix: 16).uppercased()
        case ("o", .int(let value)): return String(value, radix: 8)
        case ("b", .int(let value)): return String(value, radix: 2)
        case ("c", .int(let value)): return String(UInt32(exactly: value).flatMap(Unicode.Scalar.init) ?? "\u{FFFD}")
        case (nil, .int(let value)), ("d", .int(let value)), ("n", .int(let value)): text = String(value)
        case ("f", _), ("F", _): text = Self.fixed(number.double, precision ?? 6)
        case ("%", _): text = Self.fixed(number.double * 100, precision ?? 6) + "%"
        case (nil, .float(let value)) where precision == nil: text = value.description
        default: throw fault("a type of `format` is not read here.")
        }
        guard groups else { return text }
        let whole = text.prefix { $0 != "." && $0 != "%" }
        var grouped = ""
        for (index, digit) in whole.reversed().enumerated() {
            if index > 0, index % 3 == 0, digit != "-" { grouped.append(",") }
            grouped.append(digit)
        }
        text = String(grouped.reversed()) + text.dropFirst(whole.count)
        return text
    }

    /// A number with so many digits behind the point; ties in the number itself go to even, as in C.
    static func fixed(_ value: Double, _ digits: Int) -> String {
        guard value.isFinite, value.magnitude < 1e15, digits <= 15 else { return value.description }
        var scale = 1.0
        for _ in 0..<digits { scale *= 10 }
        let scaled = (value.magnitude * scale).rounded(.toNearestOrEven)
        guard scaled < 9e15 else { return value.description }
        var text = String(Int64(scaled))
        if text.count <= digits { text = String(repeating: "0", count: digits + 1 - text.count) + text }
        let sign = value.sign == .minus ? "-" : ""
        return digits == 0 ? sign + text : sign + text.dropLast(digits) + "." + text.suffix(digits)
    }

    /// `'%s and %d' % (a, b)`.
    func printf(_ pattern: String, _ value: JinjaValue) throws(KapellError) -> String {
        var arguments = [value][...]
        if case .list(let list) = value, list.kind == .tuple { arguments = list.items[...] }
        var (result, scalars) = ("", pattern.unicodeScalars[...])
        while let scalar = scalars.popFirst() {
            guard scalar == "%" else {
                result.unicodeScalars.append(scalar)
                continue
            }
            if scalars.first == "%" {
                scalars.removeFirst()
                result += "%"
                continue
            }
            var argument: JinjaValue?
            if scalars.first == "(", case .dict(let dict) = value {
                let name = scalars.dropFirst().prefix { $0 != ")" }
                scalars = scalars.dropFirst(name.count + 2)
                argument = dict[String(name)]
            }
            let flags = scalars.prefix { "-+ 0123456789.".unicodeScalars.contains($0) }
            scalars = scalars.dropFirst(flags.count)
            guard let type = scalars.popFirst(), let given = argument ?? arguments.popFirst() else {
                throw fault("a `%` in a text has no argument.")
            }
            result += try converted(given, type, String(flags))
        }
        return result
    }

    private func converted(_ value: JinjaValue, _ type: Unicode.Scalar, _ flags: String) throws(KapellError) -> String {
        var specification = flags
        let isLeft = flags.hasPrefix("-")
        if isLeft { specification.removeFirst() }
        switch type {
        case "s", "r":
            let body = type == "s" ? try text(value) : try representation(value)
            return try formatted(.string(body), specification.isEmpty ? "" : (isLeft ? "<" : ">") + specification)
        case "d", "i":
            guard let number = JinjaNumber(value) else { throw fault("`%d` is given \(value.kindName).") }
            let whole = Int(exactly: number.double.rounded(.towardZero)).map { JinjaValue.int($0) } ?? value
            return try formatted(whole, (isLeft ? "<" : "") + specification + "d")
        case "f", "F", "x", "X", "o":
            guard JinjaNumber(value) != nil else { throw fault("`%\(type)` is given \(value.kindName).") }
            return try formatted(value, (isLeft ? "<" : "") + specification + String(type))
        default: throw fault("`%\(type)` is not read here.")
        }
    }
}
