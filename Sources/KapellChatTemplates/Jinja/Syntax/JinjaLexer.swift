import KapellCore

/// Cuts a template into text and the words of its tags, and removes white space as `trim_blocks`, `lstrip_blocks` and the
/// marks `-` and `+` ask for.
///
/// Source: the rules of jinja2's lexer, https://jinja.palletsprojects.com/templates/#whitespace-control
struct JinjaLexer {
    var source: [Unicode.Scalar]
    var place = 0
    var line = 1
    var found: [JinjaToken] = []
    /// Whether the last tag ended with a line break, or nothing came before: then the line begins here.
    private var isLineStart = true

    init(_ text: String) {
        source = []
        source.reserveCapacity(text.utf8.count)
        var previous: Unicode.Scalar = " "
        for scalar in text.unicodeScalars {
            if scalar == "\n", previous == "\r" {
                // The pair is one line break, and has been taken as one.
            } else {
                source.append(scalar == "\r" ? "\n" : scalar)
            }
            previous = scalar
        }
        if source.last == "\n" { source.removeLast() }
    }

    mutating func tokens() throws(KapellError) -> [JinjaToken] {
        while place < source.count {
            let start = place
            guard let opening = nextOpening() else {
                place = source.count
                add(start..<place)
                break
            }
            try tag(at: opening, textFrom: start)
        }
        found.append(JinjaToken(kind: .end, line: line))
        return found
    }

    private func nextOpening() -> Int? {
        var index = place
        while index + 1 < source.count {
            if source[index] == "{" {
                let next = source[index + 1]
                if next == "{" || next == "%" || next == "#" { return index }
            }
            index += 1
        }
        return nil
    }

    private mutating func tag(at opening: Int, textFrom start: Int) throws(KapellError) {
        let kind = source[opening + 1]
        var inside = opening + 2
        let sign: Unicode.Scalar? =
            inside < source.count && (source[inside] == "-" || source[inside] == "+") ? source[inside] : nil
        if sign != nil { inside += 1 }
        add(start..<textEnd(start..<opening, kind: kind, sign: sign))
        line += newlines(in: textEnd(start..<opening, kind: kind, sign: sign)..<opening)
        place = inside
        switch kind {
        case "#": try comment()
        case "%":
            if let after = rawBegin(inside) {
                try raw(from: after)
            } else {
                found.append(JinjaToken(kind: .blockBegin, line: line))
                try words(closing: "%", end: .blockEnd)
            }
        default:
            found.append(JinjaToken(kind: .variableBegin, line: line))
            try words(closing: "}", end: .variableEnd)
        }
        isLineStart = place > 0 && source[place - 1] == "\n"
    }

    /// Where the text before a tag ends, once the white space is gone that the tag removes.
    private func textEnd(_ range: Range<Int>, kind: Unicode.Scalar, sign: Unicode.Scalar?) -> Int {
        if sign == "-" {
            var end = range.upperBound
            while end > range.lowerBound, JinjaText.isSpace(source[end - 1]) { end -= 1 }
            return end
        }
        guard sign == nil, kind != "{" else { return range.upperBound }
        var begin = range.upperBound
        while begin > range.lowerBound, source[begin - 1] != "\n" {
            guard JinjaText.isSpace(source[begin - 1]) else { return range.upperBound }
            begin -= 1
        }
        return begin > range.lowerBound || isLineStart ? begin : range.upperBound
    }

    private func newlines(in range: Range<Int>) -> Int { source[range].count { $0 == "\n" } }

    private mutating func add(_ range: Range<Int>) {
        guard !range.isEmpty else { return }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: source[range])
        found.append(JinjaToken(kind: .data(String(text)), line: line))
        line += newlines(in: range)
    }

    private mutating func comment() throws(KapellError) {
        let begin = line
        let start = place
        while place + 1 < source.count {
            if source[place] == "#", source[place + 1] == "}" {
                // A mark before the end belongs to the comment's end.
                let sign = place > start ? source[place - 1] : " "
                place += 2
                endOfTag(sign: sign == "-" || sign == "+" ? sign : nil)
                return
            }
            if source[place] == "\n" { line += 1 }
            place += 1
        }
        throw JinjaFault.syntax(begin, "a comment begins with `{#` and does not end.")
    }

    /// Removes what follows a tag's end: all white space after `-`, one line break otherwise, nothing after `+`.
    mutating func endOfTag(sign: Unicode.Scalar?) {
        if sign == "-" {
            while place < source.count, JinjaText.isSpace(source[place]) {
                if source[place] == "\n" { line += 1 }
                place += 1
            }
        } else if sign == nil, place < source.count, source[place] == "\n" {
            line += 1
            place += 1
        }
    }

    /// Behind `{% raw %}`, where the block at `inside` is one.
    private func rawBegin(_ inside: Int) -> (place: Int, strips: Bool)? {
        guard let word = behind("raw", from: inside) else { return nil }
        if word + 1 < source.count, source[word] == "%", source[word + 1] == "}" { return (word + 2, false) }
        if word + 2 < source.count, source[word] == "-", source[word + 1] == "%", source[word + 2] == "}" {
            return (word + 3, true)
        }
        return nil
    }

    /// Behind `word` and the white space around it, where it stands at `start`.
    private func behind(_ word: String, from start: Int) -> Int? {
        var index = start
        while index < source.count, JinjaText.isSpace(source[index]) { index += 1 }
        for scalar in word.unicodeScalars {
            guard index < source.count, source[index] == scalar else { return nil }
            index += 1
        }
        while index < source.count, JinjaText.isSpace(source[index]) { index += 1 }
        return index
    }

    private mutating func raw(from begin: (place: Int, strips: Bool)) throws(KapellError) {
        let start = line
        line += newlines(in: place..<begin.place)
        place = begin.place
        if begin.strips { endOfTag(sign: "-") }
        let textStart = place
        var index = place
        while index + 1 < source.count {
            guard source[index] == "{", source[index + 1] == "%" else {
                index += 1
                continue
            }
            var inside = index + 2
            let sign: Unicode.Scalar? =
                inside < source.count && (source[inside] == "-" || source[inside] == "+") ? source[inside] : nil
            if sign != nil { inside += 1 }
            guard var word = behind("endraw", from: inside), word < source.count else {
                index += 1
                continue
            }
            let ending: Unicode.Scalar? = source[word] == "-" || source[word] == "+" ? source[word] : nil
            if ending != nil { word += 1 }
            guard word + 1 < source.count, source[word] == "%", source[word + 1] == "}" else {
                index += 1
                continue
            }
            isLineStart = textStart > 0 && source[textStart - 1] == "\n"
            let end = textEnd(textStart..<index, kind: "%", sign: sign)
            add(textStart..<end)
            line += newlines(in: end..<(word + 2))
            place = word + 2
            endOfTag(sign: ending)
            return
        }
        throw JinjaFault.syntax(start, "`{% raw %}` has no `{% endraw %}`.")
    }
}
