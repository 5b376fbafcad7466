/// What `@Tool` refuses.
enum ToolRefusals {
    static let all = refused

    static let refused: [Refusal] = [
        .tool(
            "func f() -> String { \"\" }",
            "The model needs to know what 'f' is for: give a comment with '///', or '@Tool(description:)'.", column: 6,
            attribute: "@Tool"),
        .tool("func f<T>(a: T) -> String { \"\" }", "A generic function cannot be a tool.", column: 7),
        .tool(
            "func f() {}",
            "A tool gives the model something back: let the function return a String, or another type that can stand "
                + "in a prompt.",
            column: 7),
        .tool(
            "func f(a: Int...) -> String { \"\" }", "Use an array: a tool has no variadic parameters.", column: 14),
        .tool("func f(a: inout Int) -> String { \"\" }", "A parameter of a tool is a plain value.", column: 11),
        .tool(
            "func f(a: UInt) -> String { \"\" }",
            "'UInt' cannot be generated; use Int, with '@Guide(.range(…))' where it matters.", column: 11),
        .tool("struct T {\n}", "'@Tool' stands before a function.", line: 1, column: 1),
    ]
}
