/// A draft with the vocabularies that a metaschema turns on.
struct SchemaDialect: Sendable, Hashable {
    struct Vocabularies: OptionSet, Sendable, Hashable {
        let rawValue: Int

        static let applicator = Vocabularies(rawValue: 1)
        static let unevaluated = Vocabularies(rawValue: 2)
        static let validation = Vocabularies(rawValue: 4)
        static let formatAssertion = Vocabularies(rawValue: 8)

        static let standard: Vocabularies = [.applicator, .unevaluated, .validation]
    }

    var draft: SchemaDraft
    var vocabularies: Vocabularies = .standard

    /// The vocabularies that `$vocabulary` names.
    ///
    /// - Throws: where it requires one that is not known here.
    static func vocabularies(
        _ value: JSONValue, draft: SchemaDraft, place: String
    ) throws(SchemaError) -> Vocabularies {
        guard case .object(let names) = value else {
            throw SchemaError(place: place, message: "must be an object of booleans.")
        }
        let prefix =
            draft == .draft201909
            ? "https://json-schema.org/draft/2019-09/vocab/" : "https://json-schema.org/draft/2020-12/vocab/"
        var result: Vocabularies = []
        for (name, isRequired) in names {
            switch name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : "" {
            case "core", "meta-data", "content", "format-annotation": break
            case "applicator":
                result.insert(.applicator)
                if draft == .draft201909 { result.insert(.unevaluated) }
            case "unevaluated": result.insert(.unevaluated)
            case "validation": result.insert(.validation)
            case "format-assertion": result.insert(.formatAssertion)
            case "format": if isRequired.boolValue == true { result.insert(.formatAssertion) }
            default:
                guard isRequired.boolValue != true else {
                    throw SchemaError(
                        place: place,
                        message: "requires the vocabulary \"\(name)\", which is not known here. "
                            + "Set it to false if the schema can do without it.")
                }
            }
        }
        return result
    }
}
