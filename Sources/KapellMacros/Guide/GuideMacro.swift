import SwiftDiagnostics
public import SwiftSyntax
public import SwiftSyntaxMacros

/// `@Guide`: writes nothing; `@Generable` reads it. It says where it has no effect.
public struct GuideMacro: PeerMacro {
    public static func expansion(
        of node: AttributeSyntax, providingPeersOf declaration: some DeclSyntaxProtocol,
        in context: some MacroExpansionContext
    ) throws -> [DeclSyntax] {
        guard let variable = declaration.as(VariableDeclSyntax.self) else {
            context.complain(at: node, "guidePlace", "'@Guide' stands before a stored property of a '@Generable' type.")
            return []
        }
        if variable.modifiers.has(.static) {
            context.complain(
                at: node, "guideStatic", "'@Guide' has no effect on a static property: models do not generate it.")
        } else if let binding = variable.bindings.first(where: \.isComputed) {
            context.complain(
                at: node, "guideComputed",
                "'@Guide' has no effect on the computed property '\(binding.pattern.trimmedDescription)': models "
                    + "generate stored properties.")
        } else if let type = context.lexicalContext.first, !type.isGenerable {
            context.complain(
                at: node, "guideAlone", "'@Guide' has no effect in a type without '@Generable'.", severity: .warning)
        }
        return []
    }
}

extension PatternBindingSyntax {
    /// Whether the property has a getter of its own. Observers make it no computed property.
    var isComputed: Bool {
        guard let block = accessorBlock else { return false }
        guard case .accessors(let accessors) = block.accessors else { return true }
        return !accessors.allSatisfy {
            $0.accessorSpecifier.tokenKind == .keyword(.willSet) || $0.accessorSpecifier.tokenKind == .keyword(.didSet)
        }
    }
}

extension Syntax {
    /// Whether this is a type with `@Generable`.
    fileprivate var isGenerable: Bool {
        guard let group = asProtocol((any DeclGroupSyntax).self) else { return false }
        return !group.attributes.named("Generable").isEmpty
    }
}
