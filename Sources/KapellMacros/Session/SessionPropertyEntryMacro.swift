import SwiftDiagnostics
public import SwiftSyntax
import SwiftSyntaxBuilder
public import SwiftSyntaxMacros

/// `@SessionPropertyEntry`: the key of a session's value, and the accessors that use it.
///
/// What is wrong is said once, by the role that writes the key; the other then writes nothing.
public struct SessionPropertyEntryMacro {
    /// What there is to know of the property.
    private struct Entry {
        var name: TokenSyntax
        var type: TypeSyntax?
        var value: String
        var key: String { "__Key_\(Code.bare(name.text))" }
    }

    private static func entry(
        _ declaration: some DeclSyntaxProtocol, in context: (any MacroExpansionContext)?
    ) -> Entry? {
        guard let variable = declaration.as(VariableDeclSyntax.self),
            variable.bindingSpecifier.tokenKind == .keyword(.var), variable.bindings.count == 1,
            let binding = variable.bindings.first, let pattern = binding.pattern.as(IdentifierPatternSyntax.self),
            !variable.modifiers.has(.static)
        else {
            context?.complain(
                at: declaration, "entryPlace",
                "'@SessionPropertyEntry' stands before one 'var' in an extension of 'SessionPropertyValues'.")
            return nil
        }
        if let block = binding.accessorBlock {
            context?.complain(
                at: block, "entryComputed", "The property has accessors already; give it a value to begin with instead."
            )
            return nil
        }
        let type = binding.typeAnnotation?.type
        let isOptional = type.map { $0.is(OptionalTypeSyntax.self) } ?? false
        guard let value = binding.initializer?.value.trimmedDescription ?? (isOptional ? "nil" : nil) else {
            context?.complain(
                at: pattern, "entryValue", "The property '\(pattern.identifier.text)' needs a value to begin with.")
            return nil
        }
        return Entry(name: pattern.identifier, type: type?.trimmed, value: value)
    }
}

extension SessionPropertyEntryMacro: AccessorMacro {
    public static func expansion(
        of node: AttributeSyntax, providingAccessorsOf declaration: some DeclSyntaxProtocol,
        in context: some MacroExpansionContext
    ) throws -> [AccessorDeclSyntax] {
        guard let entry = entry(declaration, in: nil) else { return [] }
        return [
            "get { self[\(raw: entry.key).self] }",
            "set { self[\(raw: entry.key).self] = newValue }",
        ]
    }
}

extension SessionPropertyEntryMacro: PeerMacro {
    public static func expansion(
        of node: AttributeSyntax, providingPeersOf declaration: some DeclSyntaxProtocol,
        in context: some MacroExpansionContext
    ) throws -> [DeclSyntax] {
        guard let entry = entry(declaration, in: context) else { return [] }
        let type = entry.type.map { ": \($0)" } ?? ""
        return [
            """
            nonisolated private struct \(raw: entry.key): \(raw: Code.module).SessionPropertyKey {
                static let defaultValue\(raw: type) = \(raw: entry.value)
            }
            """
        ]
    }
}
