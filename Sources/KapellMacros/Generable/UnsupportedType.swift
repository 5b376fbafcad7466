import SwiftSyntax

/// Types that no model can generate, told by how they are written.
enum UnsupportedType {
    private static let advice: [String: String] = [
        "Date": "use a String whose description names the format, or a structure of numbers",
        "URL": "use a String", "UUID": "use a String", "CGFloat": "use Double", "Float16": "use Float",
        "Float80": "use Double", "Any": "use GeneratedContent",
    ]
    /// These have parameters; without them they are types of somebody else.
    private static let genericAdvice: [String: String] = [
        "Set": "use an array", "Dictionary": "use an array of a structure with a key and a value",
    ]
    private static let integers: Set<String> = [
        "Int8", "Int16", "Int32", "Int64", "Int128", "UInt", "UInt8", "UInt16", "UInt32", "UInt64", "UInt128",
    ]

    /// The part of a type that cannot be generated, and what to write instead; nil where none is plain to see.
    static func find(in type: TypeSyntax) -> (node: TypeSyntax, advice: String)? {
        if let optional = type.as(OptionalTypeSyntax.self) {
            if optional.wrappedType.isOptional { return (type, "use one question mark") }
            return find(in: optional.wrappedType)
        }
        if let array = type.as(ArrayTypeSyntax.self) {
            if array.element.isOptional { return (array.element, "leave elements out instead of making them optional") }
            return find(in: array.element)
        }
        if type.is(ImplicitlyUnwrappedOptionalTypeSyntax.self) { return (type, "use a question mark") }
        if type.is(DictionaryTypeSyntax.self) {
            return (type, genericAdvice["Dictionary"] ?? "")
        }
        if let tuple = type.as(TupleTypeSyntax.self) {
            guard tuple.elements.count == 1, let only = tuple.elements.first, only.firstName == nil else {
                return (type, "use a structure with '@Generable'")
            }
            return find(in: only.type)
        }
        if type.is(FunctionTypeSyntax.self) || type.is(MetatypeTypeSyntax.self) {
            return (type, "make it a property that is not stored")
        }
        if type.is(SomeOrAnyTypeSyntax.self) { return (type, "use an enumeration with associated values") }
        guard let named = type.as(IdentifierTypeSyntax.self) else { return nil }
        let name = named.name.text
        if integers.contains(name) { return (type, "use Int, with '@Guide(.range(…))' where it matters") }
        if let words = advice[name] { return (type, words) }
        if let words = genericAdvice[name], named.genericArgumentClause != nil { return (type, words) }
        for argument in named.genericArgumentClause?.arguments ?? [] {
            if case .type(let inner) = argument.argument, name == "Array" || name == "Optional",
                let found = find(in: inner)
            {
                return found
            }
        }
        return nil
    }
}
