/// Where `@Guide` complains.
enum GuideRefusals {
    static let all = noEffect

    static let noEffect = [
        Refusal(
            source: "struct T {\n    @Guide(description: \"a\") static var a: Int = 1\n}",
            message: "'@Guide' has no effect on a static property: models do not generate it.", line: 2, column: 5),
        Refusal(
            source: "struct T {\n    @Guide(description: \"a\") var a: Int { 1 }\n}",
            message: "'@Guide' has no effect on the computed property 'a': models generate stored properties.",
            line: 2, column: 5),
        Refusal(
            source: "struct T {\n    @Guide(description: \"a\") var a: Int\n}",
            message: "'@Guide' has no effect in a type without '@Generable'.", line: 2, column: 5,
            severity: "warning"),
        Refusal(
            source: "@Guide(description: \"a\")\nfunc f() {\n}",
            message: "'@Guide' stands before a stored property of a '@Generable' type.", line: 1, column: 1),
    ]
}
