public import SwiftSyntax
import SwiftSyntaxBuilder
public import SwiftSyntaxMacros

/// `@Tool`: a tool that calls the function it stands before.
public struct ToolMacro: PeerMacro {
    public static func expansion(
        of node: AttributeSyntax, providingPeersOf declaration: some DeclSyntaxProtocol,
        in context: some MacroExpansionContext
    ) throws -> [DeclSyntax] {
        guard let function = declaration.as(FunctionDeclSyntax.self) else {
            context.complain(at: node, "functionNeeded", "'@Tool' stands before a function.")
            return []
        }
        guard let expansion = ToolExpansion(node, function, in: context) else { return [] }
        return [DeclSyntax(stringLiteral: expansion.code)]
    }
}

/// What `@Tool` writes for a function.
struct ToolExpansion {
    private struct Parameter {
        var label: String?
        var property: GenerableProperty
        var fallback: String?
    }

    private let function: FunctionDeclSyntax
    private let output: TypeSyntax
    private let name: String
    private let description: String
    private let parameters: [Parameter]
    private let isMethod: Bool
    private let needsAwait: Bool

    /// - Returns: nil where no tool can be made of the function, after having said so.
    init?(_ node: AttributeSyntax, _ function: FunctionDeclSyntax, in context: some MacroExpansionContext) {
        self.function = function
        let comment = FunctionComment(function.leadingTrivia)
        var name = Code.literal(Code.bare(function.name.text))
        var description = comment.summary.isEmpty ? nil : Code.literal(comment.summary)
        if case .argumentList(let arguments)? = node.arguments {
            for argument in arguments where argument.expression.trimmedDescription != "nil" {
                if argument.label?.text == "name" { name = argument.expression.trimmedDescription }
                if argument.label?.text == "description" { description = argument.expression.trimmedDescription }
            }
        }
        guard let description else {
            context.complain(
                at: function.name, "descriptionNeeded",
                "The model needs to know what '\(function.name.text)' is for: give a comment with '///', or "
                    + "'@Tool(description:)'.")
            return nil
        }
        if let generics = function.genericParameterClause {
            context.complain(at: generics, "genericTool", "A generic function cannot be a tool.")
            return nil
        }
        guard let output = function.signature.returnClause?.type,
            !["Void", "()"].contains(output.trimmedDescription)
        else {
            context.complain(
                at: function.signature, "outputNeeded",
                "A tool gives the model something back: let the function return a String, or another type that can "
                    + "stand in a prompt.")
            return nil
        }
        guard let parameters = Self.read(function, comment, in: context) else { return nil }
        self.name = name
        self.description = description
        self.output = output.trimmed
        self.parameters = parameters
        let surroundings = context.lexicalContext.first
        let isStatic = function.modifiers.has(.static) || function.modifiers.has(.class)
        isMethod = surroundings?.asProtocol((any DeclGroupSyntax).self) != nil && !isStatic
        let isOnActor =
            !function.modifiers.has(.nonisolated)
            && (surroundings?.is(ActorDeclSyntax.self) == true || function.attributes.namesGlobalActor
                || surroundings?.asProtocol((any DeclGroupSyntax).self)?.attributes.namesGlobalActor == true)
        needsAwait = function.signature.effectSpecifiers?.asyncSpecifier != nil || isOnActor
    }

    private static func read(
        _ function: FunctionDeclSyntax, _ comment: FunctionComment, in context: some MacroExpansionContext
    ) -> [Parameter]? {
        var result: [Parameter] = []
        var hasFailed = false
        for parameter in function.signature.parameterClause.parameters {
            let inner = (parameter.secondName ?? parameter.firstName).text
            if let ellipsis = parameter.ellipsis {
                context.complain(at: ellipsis, "variadic", "Use an array: a tool has no variadic parameters.")
                hasFailed = true
                continue
            }
            if let attributed = parameter.type.as(AttributedTypeSyntax.self) {
                context.complain(at: attributed, "specifier", "A parameter of a tool is a plain value.")
                hasFailed = true
                continue
            }
            if let found = UnsupportedType.find(in: parameter.type) {
                context.complain(
                    at: found.node, "unsupportedType",
                    "'\(found.node.trimmedDescription)' cannot be generated; \(found.advice).")
                hasFailed = true
                continue
            }
            let isUnlabelled = parameter.firstName.tokenKind == .wildcard
            let property = GenerableProperty(
                name: inner, type: parameter.type.trimmed,
                description: comment.parameters[Code.bare(inner)].map(Code.literal))
            result.append(
                Parameter(
                    label: isUnlabelled ? nil : parameter.firstName.text, property: property,
                    fallback: parameter.defaultValue?.value.trimmedDescription))
        }
        return hasFailed ? nil : result
    }

    /// The property that holds the tool.
    var code: String {
        let isStatic = function.modifiers.has(.static) || function.modifiers.has(.class)
        let isolation = isMethod || isStatic ? "nonisolated " : ""
        let access = function.modifiers.accessPrefix
        let properties = parameters.map { parameter in
            var property = parameter.property
            if parameter.fallback != nil, !property.isOptional {
                property = GenerableProperty(
                    name: property.name, type: TypeSyntax(OptionalTypeSyntax(wrappedType: property.type)),
                    description: property.description)
            }
            return "\n                \(property.schemaProperty),"
        }
        let type = "\(Code.module).FunctionTool<\(output)>"
        let content = parameters.isEmpty ? "_" : "content"
        return """
            \(isolation)\(access)\(isStatic ? "static " : "")var \(Code.bare(function.name.text))Tool: \(type) {
                \(type)(
                    name: \(name), description: \(description),
                    parameters: \(Code.module).GenerationSchema(name: \(name), properties: [\(properties.joined())
                    ])
                ) { \(content) in
                    \(call)
                }
            }
            """
    }

    private var call: String {
        let arguments = parameters.map { parameter in
            let key = parameter.property.key
            let label = parameter.label.map { "\($0): " } ?? ""
            guard let fallback = parameter.fallback else { return "\(label)content.value(forProperty: \(key))" }
            let text = parameter.property.typeText
            let type = parameter.property.isOptional ? text : "\(text)?"
            return "\(label)content.value(\(type).self, forProperty: \(key)) ?? \(fallback)"
        }
        let throwing = function.signature.effectSpecifiers?.throwsClause != nil || !parameters.isEmpty
        let effects = (throwing ? "try " : "") + (needsAwait ? "await " : "")
        let owner = isMethod ? "self." : ""
        return "\(effects)\(owner)\(function.name.text)(\(arguments.joined(separator: ", ")))"
    }
}

extension AttributeListSyntax {
    /// Whether an attribute puts the declaration on a global actor, told by its name.
    fileprivate var namesGlobalActor: Bool {
        contains { element in
            element.as(AttributeSyntax.self)?.attributeName.trimmedDescription.hasSuffix("Actor") == true
        }
    }
}
