import KapellCore

/// A prompt file, cut into its front matter and its body.
struct FrontMatter: Sendable {
    /// YAML between the two lines `---`.
    var yaml: String
    /// The line of the file on which the YAML begins.
    var yamlLine: Int
    var body: String
    /// The line of the file on which the body begins.
    var bodyLine: Int

    /// - Parameter text: the file with LF at the ends of its lines.
    init(_ text: String, file: String, limits: PromptLimits) throws(KapellError) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard let first = lines.first, Self.isFence(first) else {
            throw PromptPlace(file: file, line: 1).fault(
                "A prompt file begins with a line `---` and its front matter.",
                remedy: "Write `---`, `format: 1`, `---`, and the prompt's text below.")
        }
        guard let end = lines.dropFirst().firstIndex(where: Self.isFence) else {
            throw PromptPlace(file: file, line: lines.count).fault(
                "The front matter does not end.", remedy: "Write a line `---` between the front matter and the text.")
        }
        yaml = lines[1..<end].joined(separator: "\n")
        yamlLine = 2
        body = lines[(end + 1)...].joined(separator: "\n")
        bodyLine = end + 2
        guard yaml.utf8.count <= limits.frontMatterBytes else {
            throw PromptPlace(file: file, line: 2).fault(
                "The front matter holds \(yaml.utf8.count) bytes, and may hold \(limits.frontMatterBytes).",
                remedy: "Put examples into a file: `fewshot: {file: examples.jsonl}`.", .tooLarge)
        }
    }

    private static func isFence(_ line: Substring) -> Bool {
        line.hasPrefix("---") && line.dropFirst(3).allSatisfy { $0 == " " || $0 == "\t" }
    }
}
