public import KapellJSON

/// A test that a prompt file brings: an input, and what its answer must be.
public struct PromptTest: Sendable {
    public let name: String
    public let input: JSONObject
    /// The answer, exactly; a text is compared without white space at its ends.
    public let equals: JSONValue?
    /// Members that the answer has, with these values.
    public let fields: JSONObject
    /// Texts that the answer holds, whatever their case.
    public let includes: [String]
    /// Texts that it does not hold.
    public let excludes: [String]
    /// The most characters of the answer.
    public let maximumCharacters: Int?

    /// What is wrong with an answer; empty when the test holds.
    ///
    /// - Parameter output: a text, or the JSON that the prompt's output schema asks for.
    public func problems(of output: JSONValue) -> [String] {
        let text = output.stringValue ?? output.serialized()
        let folded = text.lowercased()
        var problems: [String] = []
        if let equals {
            let isEqual = equals.stringValue.map { $0.trimmed == text.trimmed } ?? (equals == output)
            if !isEqual { problems.append("it must be \(quoted(equals.stringValue ?? equals.serialized()))") }
        }
        for (key, value) in fields where output[key] != value {
            problems.append("\(quoted(key)) must be \(quoted(value.serialized()))")
        }
        for part in includes where !folded.contains(part.lowercased()) {
            problems.append("it must hold \(quoted(part))")
        }
        for part in excludes where folded.contains(part.lowercased()) {
            problems.append("it must not hold \(quoted(part))")
        }
        if let maximumCharacters, text.count > maximumCharacters {
            problems.append("it has \(text.count) characters, and may have \(maximumCharacters)")
        }
        return problems
    }
}

extension StringProtocol {
    /// Without white space at both ends.
    var trimmed: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }
}
