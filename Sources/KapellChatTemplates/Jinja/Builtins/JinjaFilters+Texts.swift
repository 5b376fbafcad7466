import KapellCore

/// Filters that take a text and give one.
extension JinjaFilters {
    static let texts: [String: JinjaFilter] = [
        "upper": { (run, value, _) throws(KapellError) in try changed(value, run) { $0.uppercased() } },
        "lower": { (run, value, _) throws(KapellError) in try changed(value, run) { $0.lowercased() } },
        "capitalize": { (run, value, _) throws(KapellError) in try changed(value, run, JinjaText.capitalize) },
        "title": { (run, value, _) throws(KapellError) in try changed(value, run, title) },
        "trim": { (run, value, arguments) throws(KapellError) in
            let given = try arguments.taken(["chars"], of: "trim", run)
            return try changed(value, run) { JinjaText.strip($0, given[0]?.stringValue) }
        },
        "replace": { (run, value, arguments) throws(KapellError) in
            let given = try arguments.taken(["old", "new", "count"], of: "replace", run)
            guard let old = given[0], let new = given[1] else { throw run.fault("`replace` needs two texts.") }
            var limit = -1
            if case .int(let count)? = given[2] { limit = count }
            return .string(try run.replaced(try run.text(value), try run.text(old), try run.text(new), limit))
        },
        "indent": indent,
        "format": { (run, value, arguments) throws(KapellError) in
            let named = JinjaDict()
            for argument in arguments.named { try run.set(named, .string(argument.name), to: argument.value) }
            let values = named.count > 0 ? JinjaValue.dict(named) : try run.list(arguments.positional, .tuple)
            return .string(try run.charged(try run.printf(try run.text(value), values)))
        },
        "wordcount": { (run, value, _) throws(KapellError) in
            .int(JinjaText.words(try run.text(value), limit: -1).count)
        },
        "center": { (run, value, arguments) throws(KapellError) in
            let given = try arguments.taken(["width"], of: "center", run)
            var width = 80
            if case .int(let number)? = given[0] { width = number }
            return .string(try run.padded(try run.text(value), width, " ", .both))
        },
        "truncate": { (run, value, arguments) throws(KapellError) in
            let given = try arguments.taken(["length", "killwords", "end", "leeway"], of: "truncate", run)
            func number(_ place: Int, _ fallback: Int) -> Int {
                if case .int(let number)? = given[place] { number } else { fallback }
            }
            let (length, end) = (number(0, 255), given[2]?.stringValue ?? "...")
            let scalars = try run.text(value).unicodeScalars
            guard scalars.count > length + min(number(3, 5), 1 << 32), length >= end.unicodeScalars.count else {
                return .string(String(scalars))
            }
            var kept = JinjaText.string(scalars.prefix(length - end.unicodeScalars.count))
            if given[1]?.isTrue != true { kept = JinjaText.splitFromEnd(kept, by: " ", limit: 1)[0] }
            return .string(kept + end)
        },
    ]

    private static func changed(
        _ value: JinjaValue, _ run: JinjaRun, _ change: (String) -> String
    ) throws(KapellError) -> JinjaValue {
        let text = try run.charged(change(try run.text(value)))
        if case .markup = value { return .markup(text) }
        return .string(text)
    }

    /// A capital behind each white space, `-`, `(`, `{`, `[` and `<`.
    private static func title(_ text: String) -> String {
        var (result, isFirst) = ("", true)
        for scalar in text.unicodeScalars {
            result += isFirst ? scalar.properties.uppercaseMapping : scalar.properties.lowercaseMapping
            isFirst = JinjaText.isSpace(scalar) || "-({[<".unicodeScalars.contains(scalar)
        }
        return result
    }

    private static let indent: JinjaFilter = { (run, value, arguments) throws(KapellError) in
        let given = try arguments.taken(["width", "first", "blank"], of: "indent", run)
        var space = "    "
        switch given[0] {
        case .string(let text)?: space = text
        case .int(let width)?: space = try run.repeated(" ", width)
        default: break
        }
        let lines = JinjaText.lines(try run.text(value) + "\n")
        let indentsBlank = given[2]?.isTrue == true
        var text = given[1]?.isTrue == true ? space : ""
        for (index, line) in lines.enumerated() {
            if index > 0 {
                text += "\n"
                if indentsBlank || !line.isEmpty { text += space }
            }
            text += line
            if text.utf8.count > run.limits.outputBytes { try run.charge(text.utf8.count) }
        }
        return .string(try run.charged(text))
    }
}

extension JinjaRun {
    /// - Throws: before more is made than may be.
    func replaced(_ text: String, _ old: String, _ new: String, _ limit: Int) throws(KapellError) -> String {
        // One more of `new` for each of `old`: what it could grow to is counted only where that would be much.
        let most = old.isEmpty ? text.utf8.count + 1 : text.utf8.count / max(old.utf8.count, 1)
        if new.utf8.count > old.utf8.count {
            let growth = most.multipliedReportingOverflow(by: new.utf8.count)
            if growth.overflow || growth.partialValue > limits.outputBytes {
                let count = old.isEmpty ? most : JinjaText.split(text, by: old, limit: limit).count
                let size = count.multipliedReportingOverflow(by: new.utf8.count)
                try charge(size.overflow ? limits.workBytes + 1 : min(size.partialValue, limits.workBytes + 1))
            }
        }
        return try charged(JinjaText.replace(text, old, new, limit: limit))
    }

    enum Side {
        case left
        case right
        case both
    }

    /// A text with `fill` on a side, up to `width` code points.
    func padded(_ text: String, _ width: Int, _ fill: String, _ side: Side) throws(KapellError) -> String {
        let missing = max(0, width - text.unicodeScalars.count)
        switch side {
        case .left: return try repeated(fill, missing) + text
        case .right: return text + (try repeated(fill, missing))
        case .both:
            // Python puts the odd one to the left where the width is odd.
            let left = missing / 2 + (missing & width & 1)
            return try repeated(fill, left) + text + (try repeated(fill, missing - left))
        }
    }
}
