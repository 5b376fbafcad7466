/// What `@Generable` refuses.
enum GenerableRefusals {
    static let all = classes + types + constants + unsupported + inner + others + arguments + enumerations

    static let classes: [Refusal] = [
        ("final class T {\n}", 7, "replace 'final class' by 'struct'", "struct T {\n}"),
        ("public final class T {\n}", 14, "replace 'final class' by 'struct'", "public struct T {\n}"),
        ("final public class T {\n}", 14, "replace 'final class' by 'struct'", "public struct T {\n}"),
        ("class T {\n}", 1, "replace 'class' by 'struct'", "struct T {\n}"),
        // The compiler prints both changes into each other, so the result is not read.
        ("open class T {\n}", 6, "replace 'open class' by 'public struct'", nil),
        ("actor T {\n}", 1, "replace 'actor' by 'struct'", "struct T {\n}"),
    ].map { (type: String, column: Int, fixIt: String, fixed: String?) in
        Refusal(
            source: "@Generable\n\(type)", message: "'@Generable' stands before structures and enumerations only.",
            line: 2, column: column, fixIts: [fixIt], fixed: fixed.map { "@Generable\n\($0)" })
    }

    static let types: [Refusal] = [
        .property(
            "var age = 5", "The property 'age' needs a written type: macros do not know inferred ones.", column: 9,
            fixIts: ["add ': Int'"], fixed: "var age: Int = 5"),
        .property(
            "var age = f()", "The property 'age' needs a written type: macros do not know inferred ones.", column: 9),
    ]

    static let constants: [Refusal] = [
        .property(
            "let a: Int = 5", "The constant 'a' has its value already, so a model cannot generate it.", column: 16,
            fixIts: ["replace 'let' by 'var'"], fixed: "var a: Int = 5")
    ]

    static let unsupported: [Refusal] = [
        ("[String: Int]", "use an array of a structure with a key and a value"),
        ("Date", "use a String whose description names the format, or a structure of numbers"),
        ("UInt8", "use Int, with '@Guide(.range(…))' where it matters"),
        ("(Int, Int)", "use a structure with '@Generable'"),
        ("Set<String>", "use an array"),
        ("any Sendable", "use an enumeration with associated values"),
        ("Int!", "use a question mark"),
    ].map { type, advice in .property("var a: \(type)", "'\(type)' cannot be generated; \(advice).", column: 12) }

    static let inner: [Refusal] = [
        .property(
            "var a: [Date]?",
            "'Date' cannot be generated; use a String whose description names the format, or a structure of numbers.",
            column: 13),
        .property(
            "var a: [Int?]", "'Int?' cannot be generated; leave elements out instead of making them optional.",
            column: 13),
    ]

    static let others: [Refusal] = [
        .property(
            "@Guide(description: \"a\") @Guide(description: \"b\") var a: Int",
            "The property has two descriptions; keep one.", column: 50),
        .property("var (a, b): (Int, Int)", "Declare one property for each value instead of a tuple.", column: 9),
    ]

    static let arguments = [
        Refusal(
            source: "@Generable(representNilExplicitlyInGeneratedContent: flag)\nstruct T {\n}",
            message: "'representNilExplicitlyInGeneratedContent' needs 'true' or 'false': the macro reads it.",
            line: 1, column: 54)
    ]

    static let enumerations = [
        Refusal(
            source: "@Generable\nenum T {\n}", message: "An enumeration needs cases to be generated.", line: 2,
            column: 6),
        Refusal(
            source: "@Generable\nenum T {\n    case a(type: Int)\n}",
            message: "Use another label: under 'type' stands the name of the case.", line: 3, column: 12),
    ]
}
