/// What `@SessionPropertyEntry` refuses.
enum SessionPropertyRefusals {
    static let all: [Refusal] = [
        refusal(
            "@SessionPropertyEntry let a: Int = 5",
            "'@SessionPropertyEntry' stands before one 'var' in an extension of 'SessionPropertyValues'.", column: 5),
        refusal("@SessionPropertyEntry var a: Int", "The property 'a' needs a value to begin with.", column: 31),
    ]

    private static func refusal(_ property: String, _ message: String, column: Int) -> Refusal {
        Refusal(source: "struct T {\n    \(property)\n}", message: message, line: 2, column: column)
    }
}
