import SwiftSyntax
import SwiftSyntaxBuilder
import SwiftSyntaxMacros

/// Reads the stored properties of a structure, and says which cannot be generated.
struct PropertyReader {
    let context: (any MacroExpansionContext)?
    private(set) var hasFailed = false

    init(context: (any MacroExpansionContext)?) { self.context = context }

    /// The properties in their order.
    mutating func properties(of members: MemberBlockItemListSyntax) -> [GenerableProperty] {
        var result: [GenerableProperty] = []
        for member in members {
            if let condition = member.decl.as(IfConfigDeclSyntax.self) {
                complainAboutConditions(condition)
                continue
            }
            guard let variable = member.decl.as(VariableDeclSyntax.self), !variable.modifiers.has(.static) else {
                continue
            }
            result += read(variable)
        }
        return result
    }

    private mutating func read(_ variable: VariableDeclSyntax) -> [GenerableProperty] {
        let guide = GuideArguments(variable.attributes)
        if let surplus = guide.surplus {
            complain(at: surplus, "twoDescriptions", "The property has two descriptions; keep one.")
        }
        var result: [GenerableProperty] = []
        // `var a, b: Int` gives both the type of the last.
        var inherited: TypeSyntax?
        for binding in variable.bindings.reversed() where !binding.isComputed {
            if variable.modifiers.has(.lazy) {
                complain(at: variable, "lazy", "A lazy property cannot be generated; make it computed or stored.")
                continue
            }
            guard let name = binding.pattern.as(IdentifierPatternSyntax.self)?.identifier.text else {
                complain(at: binding.pattern, "pattern", "Declare one property for each value instead of a tuple.")
                continue
            }
            if let own = binding.typeAnnotation?.type { inherited = own }
            if binding.typeAnnotation == nil, binding.initializer != nil { inherited = nil }
            guard let type = inherited else {
                complainAboutMissingType(binding, name)
                continue
            }
            if variable.bindingSpecifier.tokenKind == .keyword(.let), let value = binding.initializer {
                complainAboutConstant(variable, value, name)
                continue
            }
            if let found = UnsupportedType.find(in: type) {
                complain(
                    at: found.node, "unsupportedType",
                    "'\(found.node.trimmedDescription)' cannot be generated; \(found.advice).")
                continue
            }
            result.append(
                GenerableProperty(
                    name: name, type: type.trimmed, description: guide.description, guides: guide.guides))
        }
        return result.reversed()
    }

    private mutating func complain(at node: some SyntaxProtocol, _ id: String, _ message: String) {
        hasFailed = true
        context?.complain(at: node, id, message)
    }

    private mutating func complainAboutConditions(_ condition: IfConfigDeclSyntax) {
        let hasProperties = condition.clauses.contains { clause in
            guard case .decls(let members)? = clause.elements else { return false }
            return members.contains { $0.decl.is(VariableDeclSyntax.self) }
        }
        guard hasProperties else { return }
        complain(
            at: condition, "condition",
            "'@Generable' cannot see which of these properties there are; move them out of '#if'.")
    }

    private mutating func complainAboutMissingType(_ binding: PatternBindingSyntax, _ name: String) {
        hasFailed = true
        let message = "The property '\(name)' needs a written type: macros do not know inferred ones."
        guard let value = binding.initializer?.value, let type = Self.type(of: value) else {
            context?.complain(at: binding.pattern, "typeNeeded", message)
            return
        }
        var new = binding
        new.pattern.trailingTrivia = []
        new.typeAnnotation = TypeAnnotationSyntax(
            colon: .colonToken(trailingTrivia: .space), type: IdentifierTypeSyntax(name: .identifier(type)),
            trailingTrivia: .space)
        context?.complain(
            at: binding.pattern, "typeNeeded", message,
            remedy: ("add ': \(type)'", Syntax(binding), Syntax(new)))
    }

    private mutating func complainAboutConstant(
        _ variable: VariableDeclSyntax, _ value: InitializerClauseSyntax, _ name: String
    ) {
        hasFailed = true
        var new = variable.bindingSpecifier
        new.tokenKind = .keyword(.var)
        context?.complain(
            at: value, "constant",
            "The constant '\(name)' has its value already, so a model cannot generate it.",
            remedy: ("replace 'let' by 'var'", Syntax(variable.bindingSpecifier), Syntax(new)))
    }

    /// The type of a plain literal.
    private static func type(of value: ExprSyntax) -> String? {
        if value.is(IntegerLiteralExprSyntax.self) { return "Int" }
        if value.is(FloatLiteralExprSyntax.self) { return "Double" }
        if value.is(BooleanLiteralExprSyntax.self) { return "Bool" }
        if value.is(StringLiteralExprSyntax.self) { return "String" }
        return nil
    }
}
