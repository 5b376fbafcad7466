import KapellKnowledge

/// Reads `.env`: one `NAME=value` a line, with an optional `export` before it.
///
/// A value without quotes ends at ` #` and loses the blanks around it. Single quotes keep everything as it is. Double
/// quotes know `\n`, `\r`, `\t`, `\\`, `\"` and `\$`. Quoted values may go over several lines. Variables inside values
/// are not replaced. Of a name that stands twice, the last holds. Values never appear in issues.
struct EnvironmentFile {
    /// The values of the file at `path`; none if there is no such file.
    static func load(_ path: String, shownAs file: String, issues: inout IssueList) -> [String: String] {
        do throws(SmallFileReader.Failure) {
            return parse(try SmallFileReader.read(path), file: file, issues: &issues)
        } catch .missing {
            return [:]
        } catch {
            let (problem, remedy) = error.explanation
            issues.add(.start(of: file), "The file \(problem)", remedy: remedy)
            return [:]
        }
    }

    /// The values that `bytes` hold; lines that are wrong are skipped after adding an issue.
    static func parse(_ bytes: [UInt8], file: String, issues: inout IssueList) -> [String: String] {
        switch TextDecoding.decode(bytes) {
        case .failure(let place):
            let position = SourcePosition(file: file, line: place.line, column: place.column)
            issues.add(position, "The file is not UTF-8 text.", remedy: "Save it as UTF-8.")
            return [:]
        case .success(let text):
            var parser = EnvironmentFile(file: file, scalars: Array(text.unicodeScalars))
            return parser.values(&issues)
        }
    }

    /// Whether a text may name a variable: letters, digits and `_`, not a digit first.
    static func isName(_ text: some StringProtocol) -> Bool {
        guard let first = text.utf8.first, !isDigit(first) else { return false }
        return text.utf8.allSatisfy { isDigit($0) || isLetter($0) }
    }

    private let file: String
    private let scalars: [Unicode.Scalar]
    private var index = 0
    private var line = 1
    private var lineStart = 0

    private init(file: String, scalars: [Unicode.Scalar]) {
        self.file = file
        self.scalars = scalars
    }

    private var current: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

    private var position: SourcePosition {
        SourcePosition(file: file, line: line, column: index - lineStart + 1)
    }

    private mutating func values(_ issues: inout IssueList) -> [String: String] {
        var values: [String: String] = [:]
        while current != nil {
            skipBlanks()
            guard let scalar = current, scalar != "\n", scalar != "\r", scalar != "#" else {
                skipLine()
                continue
            }
            let start = position
            guard let name = name() else {
                issues.add(
                    start, "This line is not `NAME=value`.",
                    remedy: "Write a name of letters, digits and `_`, then `=`; begin comments with `#`.")
                skipLine()
                continue
            }
            if let value = value(of: name, &issues) { values[name] = value }
        }
        return values
    }

    /// The name before `=`, and moves behind it.
    private mutating func name() -> String? {
        var words: [String] = [""]
        while let scalar = current, scalar != "=", scalar != "\n", scalar != "\r" {
            if isBlank(scalar) {
                if words.last != "" { words.append("") }
            } else {
                words[words.count - 1].unicodeScalars.append(scalar)
            }
            index += 1
        }
        guard current == "=" else { return nil }
        index += 1
        words.removeAll(where: \.isEmpty)
        if words.count == 2, words[0] == "export" { words.removeFirst() }
        guard words.count == 1, Self.isName(words[0]) else { return nil }
        return words[0]
    }

    private mutating func value(of name: String, _ issues: inout IssueList) -> String? {
        skipBlanks()
        guard let quote = current, quote == "\"" || quote == "'" else { return plainValue() }
        let start = position
        guard let value = quotedText(quote) else {
            issues.add(
                start, key: name, "The quote of `\(shown(name))` is not closed.",
                remedy: "Close it with \(quote), or put a value that holds \(quote) in the other quotes.")
            return nil
        }
        skipBlanks()
        guard current == nil || current == "\n" || current == "\r" || current == "#" else {
            issues.add(
                position, key: name, "Text follows the closing quote of `\(shown(name))`.",
                remedy: "Put the whole value in quotes; begin comments with `#`.")
            skipLine()
            return nil
        }
        skipLine()
        return value
    }

    private mutating func plainValue() -> String {
        var value: [Unicode.Scalar] = []
        while let scalar = current, scalar != "\n" {
            if scalar == "#", value.last.map(isBlank) ?? true { break }
            value.append(scalar)
            index += 1
        }
        skipLine()
        while let last = value.last, isBlank(last) || last == "\r" { value.removeLast() }
        return String(String.UnicodeScalarView(value))
    }

    /// The text in quotes, and moves behind them; `nil` at the end of the file if they are not closed.
    private mutating func quotedText(_ quote: Unicode.Scalar) -> String? {
        index += 1
        var value = String.UnicodeScalarView()
        while let scalar = current {
            index += 1
            if scalar == quote { return String(value) }
            if scalar == "\n" {
                line += 1
                lineStart = index
            }
            if scalar == "\\", quote == "\"", let next = current, let meaning = Self.escapes[next] {
                value.append(meaning)
                index += 1
            } else {
                value.append(scalar)
            }
        }
        return nil
    }

    private static let escapes: [Unicode.Scalar: Unicode.Scalar] = [
        "n": "\n", "r": "\r", "t": "\t", "\\": "\\", "\"": "\"", "$": "$",
    ]

    private mutating func skipBlanks() {
        while let scalar = current, isBlank(scalar) { index += 1 }
    }

    private mutating func skipLine() {
        while let scalar = current, scalar != "\n" { index += 1 }
        guard current != nil else { return }
        index += 1
        line += 1
        lineStart = index
    }
}

private func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar == " " || scalar == "\t" }

private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

private func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "_")
}
