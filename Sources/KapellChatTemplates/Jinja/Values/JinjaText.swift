/// Texts as Python's strings: by code points, compared by their bytes.
enum JinjaText {
    /// What Python's `str.isspace` holds for.
    static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09...0x0D, 0x1C...0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
        default: false
        }
    }

    static func areSame(_ left: String, _ right: String) -> Bool {
        left.utf8.count == right.utf8.count && left.utf8.elementsEqual(right.utf8)
    }

    static func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    /// - Parameter characters: those to be removed; `nil` removes white space.
    static func strip(_ text: String, _ characters: String?, left: Bool = true, right: Bool = true) -> String {
        let view = text.unicodeScalars
        let set = characters.map { Array($0.unicodeScalars) }
        func goes(_ scalar: Unicode.Scalar) -> Bool { set?.contains(scalar) ?? isSpace(scalar) }
        var (start, end) = (view.startIndex, view.endIndex)
        if left { while start < end, goes(view[start]) { start = view.index(after: start) } }
        if right {
            while start < end {
                let before = view.index(before: end)
                guard goes(view[before]) else { break }
                end = before
            }
        }
        return String(view[start..<end])
    }

    /// Where `needle` begins in `bytes`, at `start` or later.
    static func find(_ needle: [UInt8], in bytes: [UInt8], from start: Int = 0) -> Int? {
        guard let first = needle.first else { return start <= bytes.count ? start : nil }
        guard bytes.count - start >= needle.count else { return nil }
        var index = start
        let last = bytes.count - needle.count
        while index <= last {
            if bytes[index] == first, bytes[index..<(index + needle.count)].elementsEqual(needle) { return index }
            index += 1
        }
        return nil
    }

    static func contains(_ text: String, _ needle: String) -> Bool {
        find(Array(needle.utf8), in: Array(text.utf8)) != nil
    }

    /// - Parameter limit: how often to cut at most; negative is without limit.
    static func split(_ text: String, by separator: String, limit: Int) -> [String] {
        let (bytes, needle) = (Array(text.utf8), Array(separator.utf8))
        var parts: [String] = []
        var start = 0
        while limit < 0 || parts.count < limit, let found = find(needle, in: bytes, from: start) {
            parts.append(String(decoding: bytes[start..<found], as: UTF8.self))
            start = found + needle.count
        }
        parts.append(String(decoding: bytes[start...], as: UTF8.self))
        return parts
    }

    /// The same from the end.
    static func splitFromEnd(_ text: String, by separator: String, limit: Int) -> [String] {
        var parts = split(text, by: separator, limit: -1)
        guard limit >= 0, parts.count > limit + 1 else { return parts }
        let head = parts[..<(parts.count - limit)].joined(separator: separator)
        parts.replaceSubrange(..<(parts.count - limit), with: [head])
        return parts
    }

    /// The words between white space.
    static func words(_ text: String, limit: Int) -> [String] {
        var parts: [String] = []
        var rest = text.unicodeScalars[...]
        while true {
            rest = rest.drop(while: isSpace)
            guard !rest.isEmpty else { return parts }
            if limit >= 0, parts.count == limit {
                parts.append(String(rest))
                return parts
            }
            let word = rest.prefix { !isSpace($0) }
            parts.append(String(word))
            rest = rest[word.endIndex...]
        }
    }

    /// - Parameter limit: how often to replace at most; negative is without limit.
    static func replace(_ text: String, _ old: String, _ new: String, limit: Int) -> String {
        guard old.isEmpty else { return split(text, by: old, limit: limit).joined(separator: new) }
        var (result, count) = ("", 0)
        for scalar in text.unicodeScalars {
            if limit < 0 || count < limit { result += new }
            count += 1
            result.unicodeScalars.append(scalar)
        }
        if limit < 0 || count < limit { result += new }
        return result
    }

    /// The lines, as Python's `str.splitlines` finds them.
    static func lines(_ text: String) -> [String] {
        var (lines, line, previous) = ([String](), String.UnicodeScalarView(), Unicode.Scalar(0))
        var isOpen = false
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x0A where previous == "\r": break
            case 0x0A...0x0D, 0x1C...0x1E, 0x85, 0x2028, 0x2029:
                lines.append(String(line))
                line = String.UnicodeScalarView()
                isOpen = false
            default:
                line.append(scalar)
                isOpen = true
            }
            previous = scalar
        }
        if isOpen { lines.append(String(line)) }
        return lines
    }

    static func capitalize(_ text: String) -> String {
        guard let first = text.unicodeScalars.first else { return "" }
        return first.properties.titlecaseMapping + String(text.unicodeScalars.dropFirst()).lowercased()
    }

    /// A capital at the beginning of each word, as Python's `str.title`.
    static func title(_ text: String) -> String {
        var (result, isInWord) = ("", false)
        for scalar in text.unicodeScalars {
            result += isInWord ? scalar.properties.lowercaseMapping : scalar.properties.titlecaseMapping
            isInWord = scalar.properties.isCased
        }
        return result
    }

    /// For HTML, as markupsafe does it.
    static func escape(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "'": result += "&#39;"
            case "\"": result += "&#34;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
