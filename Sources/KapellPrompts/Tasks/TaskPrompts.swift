public import KapellCore

/// The prompts that are part of Kapell: one for each task.
public enum TaskPrompts {
    /// All of them, by name. They lie in the program itself.
    public static let all: [Prompt] = files.compactMap { try? read($0.name, $0.bytes) }

    /// The prompt of a task.
    ///
    /// - Throws: `.notFound`.
    public static func prompt(_ name: String) throws(KapellError) -> Prompt {
        guard let file = files.first(where: { $0.name == name }) else {
            throw KapellError(.notFound, "There is no task \(quoted(name)).")
        }
        return try read(file.name, file.bytes)
    }

    private static func read(_ name: String, _ bytes: [UInt8]) throws(KapellError) -> Prompt {
        try PromptReader().read(bytes, name: name, file: "built in: \(name)\(PromptName.suffix)", isBuiltIn: true)
    }

    private static let files: [(name: String, bytes: [UInt8])] = [
        ("answer-span", PackageResources.answer_span_prompt_md),
        ("classify", PackageResources.classify_prompt_md),
        ("compare", PackageResources.compare_prompt_md),
        ("extract", PackageResources.extract_prompt_md),
        ("summarise", PackageResources.summarise_prompt_md),
        ("translate", PackageResources.translate_prompt_md),
    ]
}
