import SwiftSyntax
import SwiftSyntaxMacros

/// What `@Generable` writes for a structure.
struct StructureExpansion: GenerableExpansion {
    private let arguments: GenerableArguments
    private let access: String
    private let properties: [GenerableProperty]
    private let written: WrittenMembers

    /// - Returns: nil where a property cannot be generated, after having said so.
    init?(_ structure: StructDeclSyntax, _ arguments: GenerableArguments, in context: (any MacroExpansionContext)?) {
        var reader = PropertyReader(context: context)
        properties = reader.properties(of: structure.memberBlock.members)
        guard !reader.hasFailed else { return nil }
        self.arguments = arguments
        access = structure.modifiers.accessPrefix
        written = WrittenMembers(structure.memberBlock.members)
    }

    private var generated: [GenerableProperty] { properties.filter { !$0.isIdentity } }

    var members: [String] {
        written.missing([("generationSchema", schema), ("PartiallyGenerated", partiallyGenerated)])
    }

    var conformance: [String] { written.missing([("init", initialiser), ("generatedContent", content)]) }

    private var schema: String {
        let explicit = arguments.writesNull ? "representNilExplicitlyInGeneratedContent: true, " : ""
        let list = generated.map { "\n        \($0.schemaProperty)," }.joined()
        return """
            nonisolated \(access)static var generationSchema: \(Code.module).GenerationSchema {
                \(Code.module).GenerationSchema(\(arguments.schemaArguments)\(explicit)properties: [\(list)
                ])
            }
            """
    }

    private var partiallyGenerated: String {
        // A property of the name `id` takes the place of the identity.
        let hasOwnID = generated.contains { Code.bare($0.name) == "id" }
        var declarations: [String] = []
        var assignments: [String] = []
        if !hasOwnID {
            declarations.append("\(access)var id: \(Code.module).GenerationID")
            assignments.append("self.id = content.id ?? \(Code.module).GenerationID()")
        }
        for property in generated {
            declarations.append("\(access)var \(property.name): \(property.typeText).PartiallyGenerated?")
            assignments.append("self.\(property.name) = try content.value(forProperty: \(property.key))")
        }
        let protocols = hasOwnID ? "" : "Identifiable, "
        return """
            nonisolated \(access)struct PartiallyGenerated: \(protocols)\(Code.module).ConvertibleFromGeneratedContent {
            \(Code.indented(declarations.joined(separator: "\n")))
                nonisolated \(access)init(_ content: \(Code.module).GeneratedContent) throws {
            \(Code.indented(assignments.joined(separator: "\n"), by: 2))
                }
            }
            """
    }

    private var initialiser: String {
        let assignments = properties.map { property in
            property.isIdentity
                ? "self.\(property.name) = content.id ?? \(Code.module).GenerationID()"
                : "self.\(property.name) = try content.value(forProperty: \(property.key))"
        }
        return """
            nonisolated \(access)init(_ content: \(Code.module).GeneratedContent) throws {
            \(Code.indented(assignments.joined(separator: "\n")))
            }
            """
    }

    private var content: String {
        let parts = generated.map { (key: $0.key, value: "self.\($0.name)", isOptional: $0.isOptional) }
        let identity = properties.first(where: \.isIdentity).map { "self.\($0.name)" }
        let statements = ContentCode.statements(parts, writesNull: arguments.writesNull, identity: identity)
        return """
            nonisolated \(access)var generatedContent: \(Code.module).GeneratedContent {
            \(Code.indented(statements))
            }
            """
    }
}
