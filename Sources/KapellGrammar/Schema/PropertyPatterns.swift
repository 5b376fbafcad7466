import KapellCore
import KapellJSON

/// Which schemas the value of a property must satisfy, by its name.
struct PropertyPatterns {
    private let facts: [SchemaPlace]
    /// The expressions of "patternProperties".
    private(set) var languages: [String: RegularLanguage] = [:]
    /// The names that "propertyNames" allows; nil where it is absent.
    private(set) var names: RegularLanguage?

    /// More expressions than these may overlap in too many ways.
    private static let limit = 6

    init(_ set: SchemaConjunction, _ cache: inout LanguageCache) throws(KapellError) {
        facts = set.facts
        for fact in facts {
            for (text, _) in fact.schema["patternProperties"]?.objectValue ?? [:] {
                do { languages[text] = try cache.pattern(text) } catch {
                    throw set.refusal(["patternProperties"], error)
                }
            }
            guard languages.count <= Self.limit else {
                throw SchemaKeywords.refusal(
                    fact, "patternProperties", "more than \(Self.limit) expressions for one object",
                    "Use fewer expressions, or \"properties\".")
            }
            guard let schema = fact.schema["propertyNames"] else { continue }
            let place = fact.child("propertyNames", schema)
            let allowed = try Self.names(place, set.root, &cache)
            names = try names?.combined(.intersection, allowed, limit: cache.limit) ?? allowed
        }
    }

    private static func names(
        _ place: SchemaPlace, _ root: JSONValue, _ cache: inout LanguageCache
    ) throws(KapellError) -> RegularLanguage {
        guard var set = try SchemaConjunction([place], root: root) else { return .nothing }
        guard set.takeGroup() == nil else {
            throw SchemaKeywords.refusal(place, "anyOf", "a choice of names", "Use one \"pattern\" with \"|\".")
        }
        if let values = try set.listedValues() { return .words(values.compactMap(\.stringValue)) }
        guard set.types.contains(.string) else { return .nothing }
        do { return try cache.string(set.string()) } catch { throw set.refusal(["pattern", "format"], error) }
    }

    /// The schemas for a property; nil where it may not be there.
    func places(of name: String) throws(KapellError) -> [SchemaPlace]? {
        if let names, !names.contains(name) { return nil }
        let matched = Set(languages.filter { $0.value.contains(name) }.keys)
        return places(of: name, matching: matched)
    }

    /// The schemas for a property that is not declared and matches just these expressions.
    func places(matching matched: Set<String>) -> [SchemaPlace]? { places(of: nil, matching: matched) }

    private func places(of name: String?, matching matched: Set<String>) -> [SchemaPlace]? {
        var places: [SchemaPlace] = []
        for fact in facts {
            var isKnown = false
            if let name, let schema = fact.schema["properties"]?[name] {
                places.append(fact.child("properties", name, schema))
                isKnown = true
            }
            for (text, schema) in fact.schema["patternProperties"]?.objectValue ?? [:] where matched.contains(text) {
                places.append(fact.child("patternProperties", text, schema))
                isKnown = true
            }
            guard !isKnown, let schema = fact.schema["additionalProperties"] else { continue }
            places.append(fact.child("additionalProperties", schema))
        }
        return places.contains { $0.schema == false } ? nil : places
    }

    /// Whether no schema declares a property by its name or an expression.
    func isFree(_ name: String) -> Bool {
        !facts.contains { $0.schema["properties"]?.objectValue?.contains(name) ?? false }
            && !languages.contains { $0.value.contains(name) }
    }
}
