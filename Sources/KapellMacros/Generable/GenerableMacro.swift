import SwiftDiagnostics
public import SwiftSyntax
import SwiftSyntaxBuilder
public import SwiftSyntaxMacros

/// `@Generable`: the schema, the partial form and the conversions of a structure or an enumeration.
///
/// What is wrong is said once, by the role that writes members; the other then writes nothing.
public struct GenerableMacro {
    private static func expansion(
        of attribute: AttributeSyntax, on declaration: some DeclGroupSyntax, in context: (any MacroExpansionContext)?
    ) -> (any GenerableExpansion)? {
        guard let arguments = GenerableArguments(attribute, in: context) else { return nil }
        if let structure = declaration.as(StructDeclSyntax.self) {
            return StructureExpansion(structure, arguments, in: context)
        }
        if let enumeration = declaration.as(EnumDeclSyntax.self) {
            return EnumerationExpansion(enumeration, arguments, in: context)
        }
        refuse(declaration, in: context)
        return nil
    }

    private static func refuse(_ declaration: some DeclGroupSyntax, in context: (any MacroExpansionContext)?) {
        let message = "'@Generable' stands before structures and enumerations only."
        let keyword: TokenSyntax
        if let type = declaration.as(ClassDeclSyntax.self) {
            keyword = type.classKeyword
        } else if let type = declaration.as(ActorDeclSyntax.self) {
            keyword = type.actorKeyword
        } else {
            context?.complain(at: declaration.introducer, "structNeeded", message)
            return
        }
        var new = keyword
        new.tokenKind = .keyword(.struct)
        var changes = [FixIt.Change.replace(oldNode: Syntax(keyword), newNode: Syntax(new))]
        var old = keyword.text
        for modifier in declaration.modifiers {
            switch modifier.name.tokenKind {
            case .keyword(.final), .keyword(.distributed):
                // No structure has it.
                old = "\(modifier.name.text) \(old)"
                changes.append(.replace(oldNode: Syntax(modifier), newNode: Syntax(DeclModifierListSyntax([]))))
                changes.append(.replaceTrailingTrivia(token: modifier.name, newTrivia: []))
            case .keyword(.open):
                var access = modifier
                access.name.tokenKind = .keyword(.public)
                old = "open \(old)"
                changes.append(.replace(oldNode: Syntax(modifier), newNode: Syntax(access)))
            default: break
            }
        }
        let word = old.hasPrefix("open ") ? "public struct" : "struct"
        context?.complain(at: keyword, "structNeeded", message, remedy: ("replace '\(old)' by '\(word)'", changes))
    }
}

/// What `@Generable` writes for one type.
protocol GenerableExpansion {
    /// The declarations within the type.
    var members: [String] { get }
    /// The declarations within the extension that conforms.
    var conformance: [String] { get }
}

extension GenerableMacro: MemberMacro {
    public static func expansion(
        of node: AttributeSyntax, providingMembersOf declaration: some DeclGroupSyntax,
        conformingTo protocols: [TypeSyntax], in context: some MacroExpansionContext
    ) throws -> [DeclSyntax] {
        let expansion = expansion(of: node, on: declaration, in: context)
        return expansion?.members.map { DeclSyntax(stringLiteral: $0) } ?? []
    }
}

extension GenerableMacro: ExtensionMacro {
    public static func expansion(
        of node: AttributeSyntax, attachedTo declaration: some DeclGroupSyntax,
        providingExtensionsOf type: some TypeSyntaxProtocol, conformingTo protocols: [TypeSyntax],
        in context: some MacroExpansionContext
    ) throws -> [ExtensionDeclSyntax] {
        guard let expansion = expansion(of: node, on: declaration, in: nil) else { return [] }
        let body = Code.indented(expansion.conformance.joined(separator: "\n\n"))
        let code: DeclSyntax = """
            nonisolated extension \(type.trimmed): \(raw: Code.module).Generable {
            \(raw: body)
            }
            """
        return [code.as(ExtensionDeclSyntax.self)].compactMap { $0 }
    }
}
