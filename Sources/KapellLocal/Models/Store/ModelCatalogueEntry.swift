/// A model that Kapell can prepare by its name alone.
public struct ModelCatalogueEntry: Sendable, Hashable {
    /// The full name: `local/smollm2-135m-instruct`.
    public var name: String
    public var purpose: ModelPurpose
    /// One sentence on what it is good for.
    public var summary: String
    /// The licence of the model, as an SPDX name.
    public var licence: String
    /// Where the model comes from, in words.
    public var origin: String
    /// The longest input in tokens.
    public var contextTokens: Int
    /// The length of its vectors, for an embedding model.
    public var dimensions: Int?
    /// The length of the prepared GGUF file in bytes.
    public var bytes: Int64
    /// The SHA-256 of the prepared GGUF file.
    public var sha256: String
    package var wheel: WheelSource

    package init(
        name: String, purpose: ModelPurpose, summary: String, licence: String, origin: String, contextTokens: Int,
        dimensions: Int? = nil, bytes: Int64, sha256: String, wheel: WheelSource
    ) {
        self.name = name
        self.purpose = purpose
        self.summary = summary
        self.licence = licence
        self.origin = origin
        self.contextTokens = contextTokens
        self.dimensions = dimensions
        self.bytes = bytes
        self.sha256 = sha256
        self.wheel = wheel
    }
}
