import KapellCore

extension JinjaMethods {
    static func call(
        _ name: String, of text: String, _ arguments: JinjaArguments, _ run: JinjaRun
    ) throws(KapellError) -> JinjaValue {
        if name == "format" { return .string(try run.charged(try run.format(text, arguments))) }
        try run.charge(text.utf8.count)
        switch name {
        case "strip", "lstrip", "rstrip":
            let given = try arguments.taken(["chars"], of: name, run)
            let characters = try optional(given[0], name, run)
            return .string(JinjaText.strip(text, characters, left: name != "rstrip", right: name != "lstrip"))
        case "upper": return .string(text.uppercased())
        case "lower", "casefold": return .string(text.lowercased())
        case "title": return .string(JinjaText.title(text))
        case "capitalize": return .string(JinjaText.capitalize(text))
        case "swapcase":
            var swapped = ""
            for scalar in text.unicodeScalars {
                let properties = scalar.properties
                swapped += properties.isUppercase ? properties.lowercaseMapping : properties.uppercaseMapping
            }
            return .string(swapped)
        case "split", "rsplit": return try split(name, text, arguments, run)
        case "splitlines": return try run.list(JinjaText.lines(text).map { .string($0) })
        case "join":
            let given = try arguments.taken(["iterable"], of: name, run)
            var (joined, isFirst) = ("", true)
            for item in try run.elements(given[0] ?? .none) {
                guard let part = item.stringValue else { throw run.fault("`join` is given \(item.kindName).") }
                if !isFirst { joined += text }
                isFirst = false
                joined += part
                if joined.utf8.count > run.limits.outputBytes { try run.charge(joined.utf8.count) }
            }
            return .string(try run.charged(joined))
        case "replace":
            let given = try arguments.taken(["old", "new", "count"], of: name, run)
            var limit = -1
            if case .int(let count)? = given[2] { limit = count }
            return .string(
                try run.replaced(text, try needed(given[0], name, run), try needed(given[1], name, run), limit))
        case "startswith", "endswith", "removeprefix", "removesuffix", "partition", "rpartition", "find", "rfind",
            "index",
            "rindex", "count":
            return try search(name, text, arguments, run)
        case "zfill", "ljust", "rjust", "center":
            let given = try arguments.taken(["width", "fill"], of: name, run)
            guard case .int(let width)? = given[0] else { throw run.fault("`\(name)` needs a width.") }
            let fill = try optional(given[1], name, run) ?? (name == "zfill" ? "0" : " ")
            guard name == "zfill", let sign = text.unicodeScalars.first, sign == "-" || sign == "+" else {
                let side: JinjaRun.Side = name == "ljust" ? .right : name == "center" ? .both : .left
                return .string(try run.padded(text, width, fill, side))
            }
            return .string(String(sign) + (try run.padded(String(text.dropFirst()), width - 1, fill, .left)))
        default: return .bool(isKind(name, text))
        }
    }

    private static func needed(
        _ value: JinjaValue?, _ name: String, _ run: JinjaRun
    ) throws(KapellError) -> String {
        guard let text = value?.stringValue else {
            throw run.fault("`\(name)` is given \(value?.kindName ?? "nothing"), and needs a text.")
        }
        return text
    }

    private static func optional(
        _ value: JinjaValue?, _ name: String, _ run: JinjaRun
    ) throws(KapellError) -> String? {
        guard let value, !value.isNone else { return nil }
        return try needed(value, name, run)
    }

    private static func split(
        _ name: String, _ text: String, _ arguments: JinjaArguments, _ run: JinjaRun
    ) throws(KapellError) -> JinjaValue {
        let given = try arguments.taken(["sep", "maxsplit"], of: name, run)
        var limit = -1
        if let count = given[1] {
            guard case .int(let number)? = JinjaNumber(count) else {
                throw run.fault("`\(name)` needs a whole number.")
            }
            limit = number
        }
        let parts: [String]
        if let separator = try optional(given[0], name, run) {
            guard !separator.isEmpty else { throw run.fault("`\(name)` is given an empty text.") }
            parts =
                name == "split"
                ? JinjaText.split(text, by: separator, limit: limit)
                : JinjaText.splitFromEnd(text, by: separator, limit: limit)
        } else if name == "split" || limit < 0 {
            parts = JinjaText.words(text, limit: limit)
        } else {
            let mirrored = JinjaText.string(text.unicodeScalars.reversed())
            parts = JinjaText.words(mirrored, limit: limit).reversed().map {
                JinjaText.string($0.unicodeScalars.reversed())
            }
        }
        try run.step(parts.count)
        return try run.list(parts.map { .string($0) })
    }

    private static func search(
        _ name: String, _ text: String, _ arguments: JinjaArguments, _ run: JinjaRun
    ) throws(KapellError) -> JinjaValue {
        let given = try arguments.taken(["sub", "start", "end"], of: name, run)
        if name == "startswith" || name == "endswith", case .list(let list)? = given[0], list.kind == .tuple {
            for item in list.items {
                if try search(name, text, JinjaArguments([item]), run).isTrue { return .bool(true) }
            }
            return .bool(false)
        }
        let sub = try needed(given[0], name, run)
        var (text, offset) = (text, 0)
        if given[1] != nil || given[2] != nil {
            var (start, end): (Int?, Int?) = (nil, nil)
            if case .int(let number)? = given[1] { start = number }
            if case .int(let number)? = given[2] { end = number }
            let count = text.unicodeScalars.count
            offset = start.map { $0 < 0 ? max(0, $0 + count) : min($0, count) } ?? 0
            text = try run.slice(.string(text), start, end, nil).stringValue ?? ""
        }
        let (bytes, needle) = (Array(text.utf8), Array(sub.utf8))
        /// How many code points come before a byte.
        func place(_ byte: Int) -> JinjaValue { .int(offset + bytes[..<byte].count { $0 & 0xC0 != 0x80 }) }
        switch name {
        case "startswith": return .bool(bytes.starts(with: needle))
        case "endswith": return .bool(bytes.suffix(needle.count).elementsEqual(needle))
        case "removeprefix":
            return .string(
                bytes.starts(with: needle) ? String(decoding: bytes.dropFirst(needle.count), as: UTF8.self) : text)
        case "removesuffix":
            let ends = bytes.suffix(needle.count).elementsEqual(needle)
            return .string(ends ? String(decoding: bytes.dropLast(needle.count), as: UTF8.self) : text)
        case "count":
            return .int(
                needle.isEmpty ? text.unicodeScalars.count + 1 : JinjaText.split(text, by: sub, limit: -1).count - 1)
        case "partition", "rpartition":
            guard !needle.isEmpty else { throw run.fault("`\(name)` is given an empty text.") }
            let parts =
                name == "partition"
                ? JinjaText.split(text, by: sub, limit: 1) : JinjaText.splitFromEnd(text, by: sub, limit: 1)
            let whole = name == "partition" ? [text, "", ""] : ["", "", text]
            let three = parts.count == 2 ? [parts[0], sub, parts[1]] : whole
            return try run.list(three.map { .string($0) }, .tuple)
        default:
            var found = JinjaText.find(needle, in: bytes)
            if name.hasPrefix("r"), found != nil {
                found = bytes.count - needle.count
                while let place = found, place > 0, !bytes[place..<(place + needle.count)].elementsEqual(needle) {
                    found = place - 1
                }
            }
            if let found { return place(found) }
            guard name.hasSuffix("find") else { throw run.fault("`\(name)` finds nothing.") }
            return .int(-1)
        }
    }

    private static func isKind(_ name: String, _ text: String) -> Bool {
        let scalars = text.unicodeScalars
        switch name {
        case "isupper": return scalars.contains { $0.properties.isCased } && JinjaText.areSame(text, text.uppercased())
        case "islower": return scalars.contains { $0.properties.isCased } && JinjaText.areSame(text, text.lowercased())
        default: break
        }
        return !scalars.isEmpty
            && scalars.allSatisfy { scalar in
                let isNumeric = scalar.properties.numericType != nil
                let isLetter =
                    switch scalar.properties.generalCategory {
                    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
                    default: false
                    }
                return switch name {
                case "isdigit": scalar.properties.numericType == .decimal || scalar.properties.numericType == .digit
                case "isdecimal": scalar.properties.numericType == .decimal
                case "isnumeric": isNumeric
                case "isalpha": isLetter
                case "isalnum": isLetter || isNumeric
                default: JinjaText.isSpace(scalar)
                }
            }
    }
}
