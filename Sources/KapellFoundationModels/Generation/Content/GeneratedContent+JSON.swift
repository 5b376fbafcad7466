public import KapellJSON

extension GeneratedContent {
    /// Content from a JSON text that may be cut anywhere.
    ///
    /// What is open at the end is closed, and the content is marked as incomplete. A number or a word at the very end
    /// is not shown, because it may go on. Nothing but JSON may stand in the text: replies with prose or code fences
    /// are read by the session.
    ///
    /// - Throws: ``ParsingError`` where the text cannot be the beginning of a JSON text, or is empty. Limits are those
    ///   of KapellJSON: 512 levels, 64 MiB.
    public init(json: String) throws { try self.init(json: json, id: nil) }

    package init(json: String, id: GenerationID?, limits: JSONLimits = .default) throws(ParsingError) {
        do throws(JSONError) {
            self.init(storage: .json(try JSONValue(parsing: json, limits: limits)), id: id)
        } catch {
            guard error.reason == .unexpectedEnd else { throw Self.failure(error, in: json) }
            var parser = PartialJSONParser(limits: limits)
            do throws(JSONError) {
                try parser.append(json)
            } catch {
                throw Self.failure(error, in: json)
            }
            var levels = OpenLevels()
            levels.feed(json.utf8)
            self.init(storage: .json(parser.value ?? .null), id: id, openLevels: max(levels.count, 1))
        }
    }

    /// The content as a JSON value, with all 64 bits of integers. What is incomplete is closed.
    ///
    /// Ours: Apple's framework has no such property.
    public var jsonValue: JSONValue {
        switch storage {
        case .json(let value): return value
        case .array(let elements): return .array(elements.map(\.jsonValue))
        case .structure(let properties, let keys):
            return .object(JSONObject(keys.lazy.compactMap { key in properties[key].map { (key, $0.jsonValue) } }))
        }
    }

    /// Content from a JSON value.
    ///
    /// Ours: Apple's framework has no such initialiser.
    public init(jsonValue: JSONValue, id: GenerationID? = nil) { self.init(storage: .json(jsonValue), id: id) }

    private static func failure(_ error: JSONError, in text: String) -> ParsingError {
        ParsingError(
            rawContent: text, underlyingError: error,
            debugDescription: error.reason == .empty ? "there is no JSON: the text is empty." : "\(error)")
    }
}
