/// The texts that a prompt was read from.
public struct PromptSource: Sendable, Hashable {
    /// The prompt file, as messages name it.
    public var file: String
    /// Its text.
    public var text: String
    /// The file of examples, as the front matter names it; `nil` where there is none.
    public var exampleFile: String?
    /// The text of that file.
    public var exampleText: String?
    /// Whether it is a part of Kapell.
    public var isBuiltIn: Bool

    public init(
        file: String, text: String, exampleFile: String? = nil, exampleText: String? = nil, isBuiltIn: Bool = false
    ) {
        self.file = file
        self.text = text
        self.exampleFile = exampleFile
        self.exampleText = exampleText
        self.isBuiltIn = isBuiltIn
    }
}
