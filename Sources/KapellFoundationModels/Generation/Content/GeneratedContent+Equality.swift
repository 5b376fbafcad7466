import KapellJSON

extension GeneratedContent: Equatable {
    /// Whether both hold the same value with the same identities, the properties in the same order, and are complete
    /// or incomplete alike. Numbers are compared as numbers.
    public static func == (a: GeneratedContent, b: GeneratedContent) -> Bool {
        guard a.id == b.id, a.openLevels == b.openLevels else { return false }
        switch (a.storage, b.storage) {
        case (.json(let first), .json(let second)):
            return first == second && haveSameOrder(first, second)
        default:
            return a.kind == b.kind
        }
    }

    /// Whether the keys of equal values have the same order. The depth of what was parsed is limited.
    private static func haveSameOrder(_ first: JSONValue, _ second: JSONValue) -> Bool {
        switch (first, second) {
        case (.array(let first), .array(let second)):
            return zip(first, second).allSatisfy { haveSameOrder($0, $1) }
        case (.object(let first), .object(let second)):
            return zip(first, second).allSatisfy { $0.key == $1.key && haveSameOrder($0.value, $1.value) }
        default:
            return true
        }
    }
}
