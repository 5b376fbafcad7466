public import KapellCore
import KapellJSON

/// Reads prompt files.
///
/// The format: front matter in YAML between two lines `---`, then a Mustache template. `Documentation/Prompts.md` holds
/// every key. Each error names file and line, and says what to do.
public struct PromptReader: Sendable {
    public var limits: PromptLimits

    public init(limits: PromptLimits = .standard) { self.limits = limits }

    /// Reads a prompt.
    ///
    /// - Parameters:
    ///   - bytes: the file, in UTF-8.
    ///   - name: what it is asked by.
    ///   - file: the file as messages name it.
    ///   - isBuiltIn: whether it is a part of Kapell.
    ///   - examples: the text of the file of examples that the front matter names; asked only where it names one.
    /// - Throws: `.configuration` with `file:line`, `.tooLarge`, `.invalidRequest` for a name that is none.
    public func read(
        _ bytes: [UInt8], name: String, file: String, isBuiltIn: Bool = false,
        examples: ((_ file: String) throws(KapellError) -> String)? = nil
    ) throws(KapellError) -> Prompt {
        let name = try PromptName.checked(name)
        guard bytes.count <= limits.fileBytes else {
            throw PromptPlace(file: file, line: 1).fault(
                "The file holds \(bytes.count) bytes, and may hold \(limits.fileBytes).",
                remedy: "Put examples into a file: `fewshot: {file: examples.jsonl}`.", .tooLarge)
        }
        let text = try Self.decode(bytes, file: file)
        let cut = try FrontMatter(text, file: file, limits: limits)
        var reader = FrontMatterReader(file: file, line: cut.yamlLine)
        let front = try reader.read(cut.yaml)
        let decoder = try PromptDecoder(front: front, cut: cut, name: name, file: file, limits: limits)
        return try decoder.prompt(text: text, isBuiltIn: isBuiltIn) { (file) throws(KapellError) in
            guard let examples else { throw .noExamples }
            return try examples(file)
        }
    }

    /// The text with LF at the ends of its lines, without a byte order mark.
    static func decode(_ bytes: [UInt8], file: String) throws(KapellError) -> String {
        let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
        guard let text = String(validating: content, as: UTF8.self) else {
            let parts = content.split(separator: 0x0A, omittingEmptySubsequences: false)
            let line = parts.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0
            throw PromptPlace(file: file, line: line + 1).fault(
                "The line is not UTF-8.", remedy: "Save the file as UTF-8.")
        }
        guard content.contains(0x0D) else { return text }
        var plain: [UInt8] = []
        plain.reserveCapacity(content.count)
        for (index, byte) in zip(content.indices, content) {
            if byte == 0x0D {
                let next = content.index(after: index)
                if next < content.endIndex, content[next] == 0x0A { continue }
                plain.append(0x0A)
            } else {
                plain.append(byte)
            }
        }
        return String(decoding: plain, as: UTF8.self)
    }
}

extension KapellError {
    static let noExamples = KapellError(
        .configuration, "The prompt names a file of examples, and files are not read here.",
        remedy: "Write the examples into the front matter: `fewshot: {examples: […]}`.")
}
