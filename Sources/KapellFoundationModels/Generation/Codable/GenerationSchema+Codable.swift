extension GenerationSchema: Codable {
    /// Writes the schema as JSON Schema, with the order of the properties in `x-order`.
    ///
    /// - Throws: what ``jsonSchema`` throws, and what the encoder throws.
    public func encode(to encoder: any Encoder) throws {
        try CodableJSON(try jsonSchema).encode(to: encoder)
    }

    /// Reads a JSON Schema; see ``init(jsonSchema:name:)``.
    ///
    /// - Throws: `DecodingError` for what is not a schema that can be used, with the reason behind it.
    public init(from decoder: any Decoder) throws {
        let value = try CodableJSON(from: decoder).value
        do {
            try self.init(jsonSchema: value)
        } catch {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "\(error)", underlyingError: error))
        }
    }
}
