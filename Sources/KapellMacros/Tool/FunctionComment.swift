import SwiftSyntax

/// What the documentation comment of a function says.
struct FunctionComment {
    /// The first paragraph, on one line; empty where there is none.
    private(set) var summary = ""
    /// What is said of each parameter, on one line.
    private(set) var parameters: [String: String] = [:]

    init(_ trivia: Trivia) {
        var isInSummary = true
        var current: String?
        for line in Self.lines(of: trivia) {
            let words = Self.trimmed(line)
            if words.isEmpty {
                if !summary.isEmpty { isInSummary = false }
                current = nil
            } else if words.hasPrefix("- ") {
                isInSummary = false
                current = field(String(words.dropFirst(2)))
            } else if let name = current {
                parameters[name]?.append(" \(words)")
            } else if isInSummary {
                summary += summary.isEmpty ? words : " \(words)"
            }
        }
    }

    /// Notes `Parameter name: text` and, in a list of parameters, `name: text`.
    private mutating func field(_ text: String) -> String? {
        guard let colon = text.firstIndex(of: ":") else { return nil }
        var name = Self.trimmed(text[..<colon])
        if name.hasPrefix("Parameter ") { name = Self.trimmed(name.dropFirst("Parameter ".count)) }
        let isName = name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
        guard isName, !["Parameters", "Returns", "Throws", "Note", "Important", "Warning", "SeeAlso"].contains(name)
        else { return nil }
        parameters[name] = Self.trimmed(text[text.index(after: colon)...])
        return name
    }

    private static func lines(of trivia: Trivia) -> [Substring] {
        var lines: [Substring] = []
        for piece in trivia {
            switch piece {
            case .docLineComment(let text): lines.append(text.dropFirst(3))
            case .docBlockComment(let text):
                for line in text.dropFirst(3).dropLast(2).split(separator: "\n", omittingEmptySubsequences: false) {
                    let start = line.drop { $0 == " " || $0 == "\t" }
                    lines.append(start.hasPrefix("*") ? start.dropFirst() : line)
                }
            default: continue
            }
        }
        return lines
    }

    private static func trimmed(_ text: some StringProtocol) -> String {
        var rest = Substring(text)
        while let first = rest.first, first.isWhitespace { rest.removeFirst() }
        while let last = rest.last, last.isWhitespace { rest.removeLast() }
        return String(rest)
    }
}
