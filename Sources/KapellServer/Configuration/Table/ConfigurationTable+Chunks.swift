import KapellChunking
internal import KapellJSON

/// `knowledge.NAME.chunk`.
extension ConfigurationTable {
    static let chunk = ConfigurationKeys(keys: [
        ConfigurationKey(
            "by", "Along what documents are cut.", .choice(ChunkingStrategy.allCases.map(\.rawValue)),
            default: .string(ConfigurationDefaults.chunkStrategy.rawValue), example: "by: structure"),
        ConfigurationKey(
            "tokens",
            "The largest passage: in tokens as the embedding model counts them with `by: tokens`, else as estimated.",
            .integer(16...4096), default: .integer(Int64(ConfigurationDefaults.chunkTokens)),
            example: "tokens: \(ConfigurationDefaults.chunkTokens)"),
        ConfigurationKey(
            "sentences", "The most sentences of a passage, with `by: sentence`; as many as fit when absent.",
            .integer(1...1000), example: "sentences: 5"),
        ConfigurationKey(
            "overlap",
            "What a passage repeats of the one before: its last whole sentences within so many tokens, at most half of a passage.",
            .either(.integer(0...2048), overlap), default: .integer(0), example: "overlap: 30"),
        ConfigurationKey(
            "parents",
            "The size, in tokens as estimated, of larger passages that are given as context; none when absent.",
            .integer(64...16384), example: "parents: 640"),
    ])

    private static let overlap = ConfigurationKeys(keys: [
        ConfigurationKey("tokens", "The most tokens.", .integer(0...2048), example: "tokens: 30"),
        ConfigurationKey("sentences", "The most sentences.", .integer(0...100), example: "sentences: 2"),
    ])
}
