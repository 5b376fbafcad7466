import KapellJSON

/// The keys of what nodes and tools do outside of this process.
extension ConfigurationTable {
    static let actionKeys: [ConfigurationKey] = [
        ConfigurationKey(
            "http", "Sends a request to this address.", .text(.address),
            example: "http: \"https://api.example.com/orders/{{order}}\""),
        ConfigurationKey(
            "method", "The method; `POST` with a `body`, else `GET`.",
            .choice(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]), example: "method: PUT"),
        ConfigurationKey(
            "headers", "Fields that are sent along.", .named(.headerName, .text(.headerValue)),
            example: #"headers: {authorization: "Bearer ${API_KEY}"}"#),
        ConfigurationKey(
            "body", "What is sent: a text, or JSON whose texts are templates.", .any,
            example: "body: {amount: \"{{amount}}\"}"),
        ConfigurationKey(
            "accept", "Statuses of 400 and above that are results, not failures.",
            .list(.integer(400...599), count: 1...200), example: "accept: [404]"),
        ConfigurationKey(
            "private", "Whether the address may be one of a private network, or plain http in it.", .boolean,
            default: false, example: "private: true"),
        ConfigurationKey(
            "subprocess", "Starts a program, without a shell: the program, then its arguments.",
            .list(.text(.argument), count: 1...1000), example: "subprocess: [python3, score.py, \"{{name}}\"]"),
        ConfigurationKey(
            "environment", "Variables of the program, beside the few that every program needs.",
            .named(.variableName, .text(.headerValue)), example: #"environment: {TOKEN: "${API_KEY}"}"#),
        ConfigurationKey(
            "memory", "The most address space that the program may have.", .size(1_000_000...1_000_000_000_000),
            example: "memory: 512MB"),
        ConfigurationKey(
            "limit", "The largest answer of a service or a program.", .size(1...8_388_608), default: 1_048_576,
            example: "limit: 1MB"),
        ConfigurationKey(
            "effect",
            "What a gap in the journal means: nothing happened, it may happen again with the same key, or a person says it.",
            .choice(ActionEffect.allCases.map(\.rawValue)), example: "effect: idempotent"),
    ]

    private static let given = ConfigurationKey(
        "input", "What a prompt or a tool is given, or what a program reads.", .any,
        example: "input: {text: \"{{text}}\"}")

    private static let undo = ConfigurationKey(
        "undo", "What takes it back: a request or a program.",
        .section(
            ConfigurationKeys(keys: actionKeys.filter { !["limit", "effect"].contains($0.name) } + [given])),
        example: "undo: {http: \"https://api.example.com/orders/{{order}}\", method: DELETE}")

    /// The keys of a node.
    static let nodeActionKeys: [ConfigurationKey] =
        [given] + actionKeys + [
            undo,
            ConfigurationKey(
                "transaction", "Statements in the journal's own database, all or none, exactly once.",
                .list(.section(statement), count: 1...100),
                example: "transaction: [{sql: \"INSERT INTO paid VALUES (?)\", values: [\"{{order}}\"]}]"),
            ConfigurationKey("tool", "Uses a tool of this file.", .text(.name), example: "tool: weather"),
        ]

    private static let statement = ConfigurationKeys(keys: [
        ConfigurationKey(
            "sql", "The statement, with marks for its values: `?`, or `$1` in PostgreSQL.", .text(.statement),
            isRequired: true, example: "sql: \"UPDATE accounts SET cents = cents - ? WHERE id = ?\""),
        ConfigurationKey(
            "values", "The values, in order.", .list(.any, count: 0...1000), example: "values: [500, \"{{account}}\"]"),
    ])

    /// `tools.NAME`.
    static let tool = ConfigurationKeys(
        keys: [
            ConfigurationKey(
                "description", "What it does, for those who choose it.", .text(.description),
                example: "description: The weather of a place"),
            ConfigurationKey(
                "parameters", "JSON Schema of what it is given, an object.", .any, isRequired: true,
                example: "parameters: {type: object, properties: {place: {type: string}}, required: [place]}"),
            given,
        ] + actionKeys + [
            undo,
            ConfigurationKey("timeout", "How long one use may take.", .duration, example: "timeout: 30s"),
        ])

    /// `workflows.NAME.queue`.
    static let queue = ConfigurationKeys(keys: [
        ConfigurationKey(
            "name", "Workflows that name the same one share it; the workflow's own name when left out.", .text(.name),
            example: "name: mail"),
        ConfigurationKey(
            "concurrency", "Runs that are driven at the same time; those that wait do not count.",
            .integer(1...1_000_000), example: "concurrency: 4"),
        ConfigurationKey(
            "begins", "Runs that begin within `per`.", .integer(1...1_000_000_000), example: "begins: 10"),
        ConfigurationKey("per", "The time that `begins` is for.", .duration, default: "1s", example: "per: 1m"),
    ])
}

extension TextRule {
    /// The address of a request, with values in it. It is not shown, since people put keys into addresses.
    static let address = TextRule(
        "an address", pattern: #"^(https?://|\{\{)[^\u0000-\u001f]+$"#, maximumLength: 4096, isSecret: true
    ) { _, _ in
        Explanation(
            problem: "must begin with `https://` or `http://`, or with a value.",
            remedy: "Write it like `https://api.example.com/orders/{{order}}`.")
    }

    /// An argument of a program.
    static let argument = TextRule("text", maximumLength: 65_536, minimumLength: 0) { _, _ in
        Explanation(problem: "is longer than 65536 characters.", remedy: nil)
    }

    static let statement = TextRule("a statement", maximumLength: 65_536)

    /// The name of a variable of the environment.
    static let variableName = TextRule(
        "a name", pattern: "^[A-Za-z_][A-Za-z0-9_]{0,127}$", maximumLength: 128
    ) { _, quoted in
        Explanation(
            problem: "cannot be named \(quoted).",
            remedy: "Use 1 to 128 letters, digits and `_`; the first one no digit.")
    }
}
