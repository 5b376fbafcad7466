/// How large the parts of a prompt may be.
public struct PromptLimits: Sendable, Hashable {
    /// Bytes of a prompt file.
    public var fileBytes = 256 << 10
    /// Bytes of its front matter.
    public var frontMatterBytes = 128 << 10
    /// Bytes of a file of examples.
    public var exampleFileBytes = 4 << 20
    /// Examples of a prompt.
    public var examples = 2_000
    /// Bytes of a rendered prompt, all messages together.
    public var renderedBytes = 1 << 20
    /// Bytes of an input, as JSON.
    public var inputBytes = 1 << 20
    /// Values that a prompt takes.
    public var variables = 64
    /// Tags of a template.
    public var tags = 2_000
    /// Sections in one another.
    public var depth = 16
    /// Variants, and tests, of a prompt.
    public var entries = 200
    /// Prompts of a folder.
    public var prompts = 1_000

    public init() {}

    /// The usual limits.
    public static let standard = PromptLimits()
}
