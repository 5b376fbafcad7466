import SwiftSyntax

/// What a type declares itself, so that it is not written a second time.
struct WrittenMembers {
    private var names = Set<String>()
    private var hasInitialiser = false

    init(_ members: MemberBlockItemListSyntax) {
        for member in members {
            if let variable = member.decl.as(VariableDeclSyntax.self) {
                for binding in variable.bindings { names.insert(binding.pattern.trimmedDescription) }
            } else if let type = member.decl.asProtocol((any NamedDeclSyntax).self) {
                names.insert(type.name.text)
            } else if let initialiser = member.decl.as(InitializerDeclSyntax.self) {
                let parameters = initialiser.signature.parameterClause.parameters
                guard parameters.count == 1, let first = parameters.first, first.firstName.tokenKind == .wildcard,
                    first.type.trimmedDescription.hasSuffix("GeneratedContent")
                else { continue }
                hasInitialiser = true
            }
        }
    }

    /// Those of the declarations whose names are free.
    func missing(_ declarations: [(name: String, code: String)]) -> [String] {
        declarations.filter { $0.name == "init" ? !hasInitialiser : !names.contains($0.name) }.map(\.code)
    }
}
