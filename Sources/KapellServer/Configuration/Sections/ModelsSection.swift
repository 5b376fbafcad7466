/// `models`: which models answer and embed.
public struct ModelsSection: Sendable, Hashable {
    /// The model that writes answers.
    public var `default`: ModelSetting
    /// The model that turns passages and questions into vectors.
    public var embedding: ModelSetting

    public init(
        default: ModelSetting = ModelSetting(reference: ConfigurationDefaults.chatModel),
        embedding: ModelSetting = ModelSetting(reference: ConfigurationDefaults.embeddingModel)
    ) {
        self.default = `default`
        self.embedding = embedding
    }
}
