import SwiftSyntax

/// A stored property, or an associated value, that a model generates.
struct GenerableProperty {
    /// As it stands in code.
    let name: String
    let type: TypeSyntax
    /// As expressions.
    var description: String?
    var guides: [String] = []

    /// As it stands in the schema.
    var key: String { Code.literal(Code.bare(name)) }

    /// Whether the type says that the value may be missing.
    var isOptional: Bool { type.isOptional }

    /// Whether this is the identity of the content, which no model generates.
    var isIdentity: Bool { type.trimmedDescription.split(separator: ".").last == "GenerationID" }

    /// The type as it is written.
    var typeText: String { type.trimmedDescription }

    /// The property in a schema.
    var schemaProperty: String {
        var arguments = "name: \(key)"
        if let description { arguments += ", description: \(description)" }
        arguments += ", type: \(typeText).self"
        if !guides.isEmpty { arguments += ", guides: [\(guides.joined(separator: ", "))]" }
        return "\(Code.module).GenerationSchema.Property(\(arguments))"
    }
}

extension TypeSyntax {
    /// Whether this is `T?` or `Optional<T>`.
    var isOptional: Bool {
        if self.is(OptionalTypeSyntax.self) { return true }
        return self.as(IdentifierTypeSyntax.self)?.name.text == "Optional"
    }
}

/// Writes content out of properties.
enum ContentCode {
    /// Statements that return the content.
    ///
    /// - Parameters:
    ///   - parts: keys and values as expressions, and whether a value may be nil.
    ///   - writesNull: whether nil is written as null.
    ///   - identity: the identity, as an expression.
    static func statements(
        _ parts: [(key: String, value: String, isOptional: Bool)], writesNull: Bool, identity: String? = nil
    ) -> String {
        let module = Code.module
        let id = identity.map { ", id: \($0)" } ?? ""
        guard !writesNull, parts.contains(where: \.isOptional) else {
            guard !parts.isEmpty else { return "return \(module).GeneratedContent(properties: [:]\(id))" }
            let lines = parts.map { "    \($0.key): \($0.value)," }.joined(separator: "\n")
            return "return \(module).GeneratedContent(properties: [\n\(lines)\n]\(id))"
        }
        var lines = ["var properties: [(String, any \(module).ConvertibleToGeneratedContent)] = []"]
        for part in parts {
            if part.isOptional {
                lines.append("if let value = \(part.value) { properties.append((\(part.key), value)) }")
            } else {
                lines.append("properties.append((\(part.key), \(part.value)))")
            }
        }
        lines.append(
            "return \(module).GeneratedContent(properties: properties\(id), uniquingKeysWith: { _, last in last })")
        return lines.joined(separator: "\n")
    }
}
