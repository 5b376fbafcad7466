/// The names that the compiler gives to the expansions of macros, as far as the tests need them.
enum Mangling {
    /// The module that the tests compile.
    static let module = "T"

    /// What a macro writes, and where it stands.
    enum Role: String {
        case member = "fMm"
        case peer = "fMp"
        case `extension` = "fMe"
        case accessor = "fMa"
    }

    /// The name of the expansion of a macro before a declaration of the top level or, with `property`, before a
    /// property of the structure `declaration`.
    static func name(of macro: String, as role: Role, before declaration: String, property: String? = nil) -> String {
        let owner = property.map { "\(length(declaration))V\(length($0))" } ?? length(declaration)
        return "\(length(module))\(owner)\(length(macro))\(role.rawValue)_"
    }

    /// How the names of all expansions within an enumeration of the top level begin.
    static func prefix(within enumeration: String) -> String { "\(length(module))\(length(enumeration))O" }

    private static func length(_ name: String) -> String { "\(name.utf8.count)\(name)" }
}
