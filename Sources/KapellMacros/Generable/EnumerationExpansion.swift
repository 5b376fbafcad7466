import SwiftSyntax
import SwiftSyntaxMacros

/// What `@Generable` writes for an enumeration: a choice of strings, or, with associated values, of structures that
/// name their case under `type`.
struct EnumerationExpansion: GenerableExpansion {
    private struct Case {
        /// As it stands in code.
        var name: String
        /// As the model writes it, as an expression.
        var key: String
        var values: [GenerableProperty]
        /// For each value, its label with a colon and a space; empty where it has none.
        var labels: [String]

        /// The case with values, each made by `make`.
        func code(_ make: (GenerableProperty) -> String) -> String {
            guard !values.isEmpty else { return name }
            let parts = zip(labels, values).map { "\($0)\(make($1))" }
            return "\(name)(\(parts.joined(separator: ", ")))"
        }
    }

    private let arguments: GenerableArguments
    private let access: String
    private let isIndirect: Bool
    private let cases: [Case]
    private let written: WrittenMembers

    /// - Returns: nil where a case cannot be generated, after having said so.
    init?(_ enumeration: EnumDeclSyntax, _ arguments: GenerableArguments, in context: (any MacroExpansionContext)?) {
        self.arguments = arguments
        access = enumeration.modifiers.accessPrefix
        written = WrittenMembers(enumeration.memberBlock.members)
        let lists = enumeration.memberBlock.members.compactMap { $0.decl.as(EnumCaseDeclSyntax.self) }
        isIndirect = enumeration.modifiers.has(.indirect) || lists.contains { $0.modifiers.has(.indirect) }
        var hasFailed = false
        var cases: [Case] = []
        for element in lists.flatMap(\.elements) {
            guard let one = Self.read(element, in: context) else {
                hasFailed = true
                continue
            }
            cases.append(one)
        }
        if cases.isEmpty, !hasFailed {
            context?.complain(at: enumeration.name, "casesNeeded", "An enumeration needs cases to be generated.")
            return nil
        }
        guard !hasFailed else { return nil }
        self.cases = cases
    }

    private static func read(_ element: EnumCaseElementSyntax, in context: (any MacroExpansionContext)?) -> Case? {
        let name = element.name.text
        var key = Code.literal(Code.bare(name))
        if let raw = element.rawValue?.value.as(StringLiteralExprSyntax.self) { key = raw.trimmedDescription }
        let parameters = Array(element.parameterClause?.parameters ?? [])
        var values: [GenerableProperty] = []
        var labels: [String] = []
        for (place, parameter) in parameters.enumerated() {
            let unlabelled = parameters.count == 1 ? "value" : "value\(place + 1)"
            let label = parameter.firstName.flatMap { $0.tokenKind == .wildcard ? nil : $0.text }
            if label == "type" {
                context?.complain(
                    at: parameter, "typeLabel", "Use another label: under 'type' stands the name of the case.")
                return nil
            }
            if let found = UnsupportedType.find(in: parameter.type) {
                context?.complain(
                    at: found.node, "unsupportedType",
                    "'\(found.node.trimmedDescription)' cannot be generated; \(found.advice).")
                return nil
            }
            values.append(GenerableProperty(name: label ?? unlabelled, type: parameter.type.trimmed))
            labels.append(label.map { "\($0): " } ?? "")
        }
        return Case(name: name, key: key, values: values, labels: labels)
    }

    private var isChoiceOfStrings: Bool { cases.allSatisfy(\.values.isEmpty) }

    var members: [String] {
        isChoiceOfStrings
            ? written.missing([("generationSchema", choiceSchema)])
            : written.missing([("generationSchema", unionSchema), ("PartiallyGenerated", partiallyGenerated)])
    }

    var conformance: [String] { written.missing([("init", initialiser), ("generatedContent", content)]) }

    // MARK: The schema

    private var choiceSchema: String {
        schema("anyOf: [\(cases.map(\.key).joined(separator: ", "))]")
    }

    private var unionSchema: String {
        let list = cases.map { one in
            let properties = one.values.map { "\n            \($0.schemaProperty)," }.joined()
            let end = properties.isEmpty ? "" : "\n        "
            return
                "\n        \(Code.module).GenerationSchema.Case(name: \(one.key), properties: [\(properties)\(end)]),"
        }
        let explicit = arguments.writesNull ? "representNilExplicitlyInGeneratedContent: true, " : ""
        return schema("\(explicit)cases: [\(list.joined())\n    ]")
    }

    private func schema(_ parts: String) -> String {
        """
        nonisolated \(access)static var generationSchema: \(Code.module).GenerationSchema {
            \(Code.module).GenerationSchema(\(arguments.schemaArguments)\(parts))
        }
        """
    }

    // MARK: Reading

    private var partiallyGenerated: String {
        let declarations = cases.map { one in "case " + one.code { "\($0.typeText).PartiallyGenerated?" } }
        let branches = cases.map { one in
            "case \(one.key): self = ." + one.code { "try content.value(forProperty: \($0.key))" }
        }
        let indirect = isIndirect ? "indirect " : ""
        return """
            nonisolated \(access)\(indirect)enum PartiallyGenerated: \(Code.module).ConvertibleFromGeneratedContent {
            \(Code.indented(declarations.joined(separator: "\n")))
                nonisolated \(access)init(_ content: \(Code.module).GeneratedContent) throws {
                    switch try content.caseName() {
            \(Code.indented(branches.joined(separator: "\n"), by: 2))
                    default: throw content.mismatch(\(Code.literal(needed)))
                    }
                }
            }
            """
    }

    private var initialiser: String {
        let subject = isChoiceOfStrings ? "content.value(Swift.String.self)" : "content.caseName()"
        let branches = cases.map { one in
            "case \(one.key): self = ." + one.code { "try content.value(forProperty: \($0.key))" }
        }
        return """
            nonisolated \(access)init(_ content: \(Code.module).GeneratedContent) throws {
                switch try \(subject) {
            \(Code.indented(branches.joined(separator: "\n")))
                default: throw content.mismatch(\(Code.literal(needed)))
                }
            }
            """
    }

    private var needed: String { "one of \(cases.map(\.key).joined(separator: ", "))" }

    // MARK: Writing

    private var content: String {
        let branches = cases.map { one in
            guard !isChoiceOfStrings else {
                return "case .\(one.name): return \(Code.module).GeneratedContent(\(one.key))"
            }
            let names = one.values.indices.map { "let value\($0)" }.joined(separator: ", ")
            let parts = one.values.enumerated().map { place, value in
                (key: value.key, value: "value\(place)", isOptional: value.isOptional)
            }
            let all = [(key: "\"type\"", value: one.key, isOptional: false)] + parts
            let statements = ContentCode.statements(all, writesNull: arguments.writesNull)
            return "case .\(one.name)\(names.isEmpty ? "" : "(\(names))"):\n\(Code.indented(statements))"
        }
        return """
            nonisolated \(access)var generatedContent: \(Code.module).GeneratedContent {
                switch self {
            \(Code.indented(branches.joined(separator: "\n")))
                }
            }
            """
    }
}
