import KapellJSON

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension GeneratedContent {
    /// The content as a value of a type that is `Decodable` and knows nothing of models.
    ///
    /// Ours: Apple's framework has no bridge to `Codable`.
    ///
    /// - Throws: ``ParsingError`` with the place and the reason.
    public func decoded<Value: Decodable>(as type: Value.Type = Value.self) throws -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(jsonValue.serializedBytes()))
        } catch let error as DecodingError {
            throw ParsingError(
                rawContent: jsonString, underlyingError: error,
                debugDescription: "The content is not a \(type): \(Self.words(for: error))")
        }
    }

    /// The content of a value that is `Encodable`. The properties of structures are sorted by name, because encoders
    /// keep no order.
    ///
    /// Ours: Apple's framework has no bridge to `Codable`.
    ///
    /// - Throws: what the value or the encoder throws.
    public init(encoding value: some Encodable, id: GenerationID? = nil) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        self.init(storage: .json(try JSONValue(parsing: try encoder.encode(value))), id: id)
    }

    private static func words(for error: DecodingError) -> String {
        switch error {
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            return place(context.codingPath) + context.debugDescription
        case .keyNotFound(let key, let context):
            return "\(place(context.codingPath))the property \"\(key.stringValue)\" is missing."
        @unknown default:
            return "\(error)"
        }
    }

    private static func place(_ path: [any CodingKey]) -> String {
        path.isEmpty ? "" : path.map { "/" + ($0.intValue.map(String.init) ?? $0.stringValue) }.joined() + ": "
    }
}
