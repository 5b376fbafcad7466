import KapellJSON

/// `workflows.NAME`.
extension ConfigurationTable {
    static let workflow = ConfigurationKeys(
        keys: [
            ConfigurationKey(
                "description", "What it is for.", .text(.description), example: "description: Reviews a contract"),
            ConfigurationKey(
                "version", "Of its state: raise it when channels change while runs sleep.", .integer(1...1_000_000),
                default: 1, example: "version: 2"),
            ConfigurationKey(
                "channels", "Its state, each under a name: a type, or a mapping.",
                .named(.channelName, .either(.choice(WorkflowChannel.Kind.allCases.map(\.rawValue)), channel)),
                example: "channels: {question: text}"),
            ConfigurationKey(
                "start", "Where a run begins; the first node when left out.", .oneOrMore(.text(.nodeName)),
                example: "start: read"),
            ConfigurationKey(
                "nodes", "Its pieces of work, each under a name and with one key that says what it does.",
                .named(.nodeName, .section(workflowNode)), isRequired: true,
                example: "nodes: {greet: {set: {answer: \"Hello, {{name}}\"}}}"),
            ConfigurationKey(
                "edges", "The ways between nodes; in the order of the nodes when left out.",
                .list(.section(workflowEdge), count: 1...1000), example: "edges: [{from: read, to: write}]"),
            ConfigurationKey(
                "migrations", "What becomes of the state of runs that sleep when `version` is raised.",
                .list(.section(workflowMigration), count: 1...100),
                example: "migrations: [{from: 1, rename: {old: new}}]"),
            ConfigurationKey(
                "budget", "What a run may spend; it stops there, and can be resumed.", .section(workflowBudget),
                example: "budget: {tokens: 20000}"),
            ConfigurationKey(
                "schedule", "When `kapell serve` begins a run by itself.", .section(workflowSchedule),
                example: "schedule: {cron: \"0 7 * * mon\"}"),
            ConfigurationKey(
                "queue", "How many of its runs are driven and begin at a time; a name, or a mapping.",
                .either(.text(.name), queue), example: "queue: {concurrency: 4}"),
        ])

    private static let workflowBudget = ConfigurationKeys(keys: [
        ConfigurationKey(
            "tokens", "Tokens of models, read and written.", .integer(1...1_000_000_000_000), example: "tokens: 20000"),
        ConfigurationKey("dollars", "US dollars, where prices are known.", .any, example: "dollars: 0.5"),
        ConfigurationKey("calls", "Requests to models.", .integer(1...1_000_000_000), example: "calls: 50"),
        ConfigurationKey("time", "Time that a process works on it.", .duration, example: "time: 10m"),
    ])

    private static let workflowSchedule = ConfigurationKeys(keys: [
        ConfigurationKey(
            "cron", "Minute, hour, day, month and weekday.", .text(.condition), isRequired: true,
            example: "cron: \"0 7 * * mon\""),
        ConfigurationKey("zone", "The time zone.", .text(.condition), default: "UTC", example: "zone: Europe/Berlin"),
        ConfigurationKey("input", "What channels hold at first.", .any, example: "input: {name: Ada}"),
        ConfigurationKey(
            "missed", "What becomes of times at which no server ran: the last is made up for, or none.",
            .choice(["once", "skip"]), default: "once", example: "missed: skip"),
    ])

    private static let channel = ConfigurationKeys(keys: [
        ConfigurationKey(
            "type", "What it holds.", .choice(WorkflowChannel.Kind.allCases.map(\.rawValue)), isRequired: true,
            example: "type: text"),
        ConfigurationKey(
            "reducer", "What a write does: replaces, adds to a list, sets keys, or keeps a sum or an extreme.",
            .choice(WorkflowChannel.Reduction.allCases.map(\.rawValue)), default: "replace",
            example: "reducer: append"),
        ConfigurationKey("default", "What it holds at first.", .any, example: "default: \"\""),
        ConfigurationKey("description", "What it is.", .text(.description), example: "description: The question"),
    ])

    private static let workflowNode = ConfigurationKeys(keys: workKeys + nodeActionKeys + commonKeys)

    private static let workKeys: [ConfigurationKey] = [
        ConfigurationKey("prompt", "Runs a prompt file.", .text(.nodeName), example: "prompt: clauses"),
        ConfigurationKey("model", "Asks a model.", .text(.template), example: "model: default"),
        ConfigurationKey(
            "messages", "What the model is told.", .list(.section(message), count: 1...100),
            example: "messages: [{role: user, content: \"{{question}}\"}]"),
        ConfigurationKey(
            "maximum_tokens", "The most tokens that the model may write.", .integer(1...1_000_000),
            example: "maximum_tokens: 400"),
        ConfigurationKey("ask", "Asks a knowledge base.", .text(.name), example: "ask: contracts"),
        ConfigurationKey(
            "search", "Searches a knowledge base for passages.", .text(.name), example: "search: contracts"),
        ConfigurationKey(
            "question", "What the knowledge base is asked.", .text(.template), example: "question: \"{{question}}\""),
        ConfigurationKey("count", "How many passages.", .integer(1...200), default: 10, example: "count: 5"),
        ConfigurationKey(
            "read", "Reads a document below the folder of this file.", .text(.template),
            example: "read: \"documents/{{name}}\""),
        ConfigurationKey(
            "write", "Writes a text into a file below the folder of this file.", .text(.template),
            example: "write: reports/{{run}}.md"),
        ConfigurationKey(
            "text", "The text that is written or looked at.", .text(.template), example: "text: \"{{report}}\""),
        ConfigurationKey(
            "match", "Looks which phrases are in `text`, whatever their case and spaces.", .any,
            example: "match: [six months]"),
        ConfigurationKey(
            "set", "Writes channels, each from a template.", .named(.channelName, .any),
            example: "set: {answer: \"Hello, {{name}}\"}"),
        ConfigurationKey(
            "approve", "Asks a person for a yes or no.", .text(.template), example: "approve: Send the report?"),
        ConfigurationKey(
            "request", "Asks a person for a value.", .text(.template), example: "request: Which contract?"),
        ConfigurationKey(
            "edit", "Asks a person to correct `value`.", .text(.template), example: "edit: Correct the summary"),
        ConfigurationKey("value", "What is to be corrected.", .any, example: "value: \"{{summary}}\""),
        ConfigurationKey("show", "What is to be approved.", .any, example: "show: \"{{findings}}\""),
        ConfigurationKey(
            "schema", "JSON Schema of the answer.", .any, example: "schema: {type: string, minLength: 1}"),
        ConfigurationKey(
            "within", "How long is waited; for ever when left out.", .duration, example: "within: 7d"),
        ConfigurationKey(
            "otherwise", "The answer when none came in time.", .any, example: "otherwise: false"),
        ConfigurationKey("sleep", "Sleeps, also over restarts.", .duration, example: "sleep: 2h"),
        ConfigurationKey(
            "wait", "Waits for an event from outside.", .text(.template), example: "wait: paid"),
        ConfigurationKey("key", "Of which event is waited for.", .text(.template), example: "key: \"{{order}}\""),
        ConfigurationKey("workflow", "Runs another workflow of this file.", .text(.name), example: "workflow: check"),
        ConfigurationKey(
            "passing", "Channels of both that the inner workflow begins with.",
            .list(.text(.channelName), count: 0...1000),
            example: "passing: [text]"),
        ConfigurationKey(
            "returning", "Channels of both that are taken back at its end.",
            .list(.text(.channelName), count: 0...1000),
            example: "returning: [findings]"),
    ]

    private static let commonKeys: [ConfigurationKey] = [
        ConfigurationKey(
            "into", "The channel that the result is written into.", .text(.channelName), example: "into: answer"),
        ConfigurationKey(
            "as", "What is written, made from `{{result}}`; the result itself when left out.", .any,
            example: "as: {topic: \"{{item.topic}}\", answer: \"{{result.answer}}\"}"),
        ConfigurationKey(
            "retry", "How often it is tried in all, or a mapping.", .either(.integer(1...100), retry), default: 1,
            example: "retry: 3"),
        ConfigurationKey("timeout", "How long one try may take.", .duration, example: "timeout: 30s"),
        ConfigurationKey(
            "cache", "Channels that its result depends on alone: used again in this process while they hold the same.",
            .list(.text(.channelName), count: 0...1000), example: "cache: [question]"),
        ConfigurationKey(
            "description", "What it is for.", .text(.description), example: "description: Reads the contract"),
    ]

    private static let message = ConfigurationKeys(keys: [
        ConfigurationKey(
            "role", "Who says it.", .choice(["system", "user", "assistant"]), isRequired: true, example: "role: user"),
        ConfigurationKey(
            "content", "What is said.", .text(.template), isRequired: true, example: "content: \"{{question}}\""),
    ])

    private static let retry = ConfigurationKeys(keys: [
        ConfigurationKey(
            "attempts", "Tries in all.", .integer(1...100), isRequired: true, example: "attempts: 3"),
        ConfigurationKey(
            "delay", "Before the second try; doubled for each further one.", .duration, default: "200ms",
            example: "delay: 1s"),
    ])

    private static let workflowEdge = ConfigurationKeys(keys: [
        ConfigurationKey("from", "The node that it begins at.", .text(.nodeName), example: "from: read"),
        ConfigurationKey(
            "to", "Where it leads: nodes, or `end`.", .oneOrMore(.text(.nodeName)), example: "to: [check, write]"),
        ConfigurationKey(
            "join", "Nodes that must all have run before `to` comes.", .list(.text(.nodeName), count: 2...1000),
            example: "join: [check, price]"),
        ConfigurationKey(
            "each", "A channel with a list: `to` runs once for each item, at the same time.", .text(.channelName),
            example: "each: clauses"),
        ConfigurationKey(
            "when", "A condition on channels, as in Filters.md.", .text(.condition), example: "when: approved == true"),
        ConfigurationKey(
            "else", "Where it leads when `when` does not hold.", .text(.nodeName), default: "end", example: "else: end"),
        ConfigurationKey(
            "choose", "Several conditions; the first that holds leads on.", .list(.section(choice), count: 1...100),
            example: "choose: [{when: risk > 3, to: ask}, {to: end}]"),
        ConfigurationKey(
            "while", "A condition that leads `back` while it holds.", .text(.condition), example: "while: score < 3"),
        ConfigurationKey("back", "Where `while` leads.", .text(.nodeName), example: "back: draft"),
        ConfigurationKey(
            "limit", "How often it leads back at most.", .integer(1...1_000_000), example: "limit: 5"),
    ])

    private static let choice = ConfigurationKeys(keys: [
        ConfigurationKey("when", "The condition; none always holds.", .text(.condition), example: "when: risk > 3"),
        ConfigurationKey("to", "A node, or `end`.", .text(.nodeName), isRequired: true, example: "to: ask"),
    ])

    private static let workflowMigration = ConfigurationKeys(keys: [
        ConfigurationKey(
            "from", "The version that it reads; it writes the next.", .integer(1...1_000_000), isRequired: true,
            example: "from: 1"),
        ConfigurationKey(
            "rename", "New names of channels, by the old.", .named(.channelName, .text(.channelName)),
            example: "rename: {text: contract}"),
        ConfigurationKey(
            "nodes", "New names of nodes, by the old.", .named(.nodeName, .text(.nodeName)),
            example: "nodes: {read: load}"),
        ConfigurationKey(
            "remove", "Channels that are gone.", .list(.text(.channelName), count: 1...1000), example: "remove: [notes]"
        ),
    ])
}

extension TextRule {
    /// The name of a channel; it stands in templates and conditions.
    static let channelName = TextRule(
        "a name", pattern: "^(?!(item|run|result)$)[A-Za-z][A-Za-z0-9_]{0,63}$", maximumLength: 64
    ) { text, quoted in
        Explanation(
            problem: "cannot be named \(quoted).",
            remedy: ["item", "run", "result"].contains(text)
                ? "It stands for something else in templates; choose another."
                : "Use 1 to 64 letters, digits and `_`; the first one a letter.")
    }

    /// The name of a node, of a prompt, or `end`.
    static let nodeName = TextRule("a name", pattern: "^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$", maximumLength: 64) {
        _, quoted in
        Explanation(
            problem: "cannot be named \(quoted).",
            remedy: "Use 1 to 64 letters, digits, `-` and `_`; the first one a letter or a digit.")
    }

    /// A text with `{{values}}`.
    static let template = TextRule("text", maximumLength: 65_536) { _, _ in
        Explanation(problem: "is empty, or longer than 65536 characters.", remedy: nil)
    }

    static let condition = TextRule("a condition", maximumLength: 4096)
}
