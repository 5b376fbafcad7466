/// Mistakes in providers, aliases and models.
extension ConfigurationErrorTests {
    static let models = [
        Case(
            providers("{opnai: {key: k}}"), "2:22", "models.providers.opnai.kind", "not the name of a kind",
            "Did you mean `openai`?"),
        Case(
            providers("{a: {kind: opnai}}"), "2:32", "models.providers.a.kind", "must be one of",
            "Did you mean `openai`?"),
        Case(providers("{A: {kind: openai}}"), "2:22", "models.providers.A", "cannot be named `A`", "small letters"),
        Case(
            providers("{local: {kind: openai}}"), "2:22", "models.providers.local", "the engine in this process",
            "another"
        ),
        Case(providers("{openai: sk-hunter2}"), "2:30", "models.providers.openai", "here is text", "kind: openai"),
        Case(providers("[openai]"), "2:21", "models.providers", "here is a list", "OPENAI_API_KEY"),
        Case(providers("{openai: {key: 12}}"), "2:36", "models.providers.openai.key", "a whole number", "in quotes"),
        Case(providers("{openai: {key: a b}}"), "2:36", "models.providers.openai.key", "without spaces", "line ends"),
        Case(
            providers("{openai: {key: \"\"}}"), "2:36", "models.providers.openai.key", "an empty key", "leave `key` out"
        ),
        Case(
            providers("{openai: {kez: k}}"), "2:31", "models.providers.openai.kez", "not a key", "Did you mean `key`?"),
        Case(providers("{openai: {url: a.example}}"), "2:36", "models.providers.openai.url", "begin with", "https://"),
        Case(
            providers("{openai: {url: \"https://u:p@a\"}}"), "2:36", "models.providers.openai.url",
            "a user or a password",
            "`key`"),
        Case(
            providers("{openai: {url: \"https://a/?k=1\"}}"), "2:36", "models.providers.openai.url", "a query", "`key`"),
        Case(
            providers("{openai: {url: \"https://a:0\"}}"), "2:36", "models.providers.openai.url",
            "port from 1 to 65535",
            "https://"),
        Case(
            providers("{openai-compatible: {key: k}}"), "2:22", "models.providers.openai-compatible.url", "is missing",
            "url:"),
        Case(
            providers("{openai: {region: eu-west-1}}"), "2:39", "models.providers.openai.region",
            "for providers of the kind `bedrock`", "Remove"),
        Case(
            providers("{bedrock: {api_version: v1}}"), "2:45", "models.providers.bedrock.api_version",
            "for providers of the kind `azure`", "Remove"),
        Case(
            providers("{openai: {private: yes}}"), "2:40", "models.providers.openai.private", "true or false",
            "private: true"),
        Case(
            providers("{openai: {headers: {X: 1}}}"), "2:44", "models.providers.openai.headers.X", "a whole number",
            "in quotes"),
        Case(
            providers("{openai: {headers: {Host: a}}}"), "2:41", "models.providers.openai.headers.Host",
            "has this field already", "Remove"),
        Case(
            providers("{openai: {headers: {X-A: a, x-a: b}}}"), "2:49", "models.providers.openai.headers.x-a",
            "there twice", "Keep one"),
        Case(
            providers("{openai: {headers: {\"a:b\": c}}}"), "2:41", "models.providers.openai.headers.a:b",
            "cannot be named `a:b`", "letters"),
        Case(aliases("{a: other/b}"), "2:23", "models.aliases.a", "neither known nor declared", "models.providers"),
        Case(aliases("{a: b}"), "2:23", "models.aliases.a", "names no provider", "openai/gpt-5"),
        Case(
            aliases("{a: {models: [local/a, opena/b]}}"), "2:42", "models.aliases.a.models[1]", "`opena`",
            "Did you mean `openai`?"),
        Case(aliases("{a: {attempts: 2}}"), "2:23", "models.aliases.a.models", "is missing", "models: [openai/gpt-5]"),
        Case(
            aliases("{a: {models: [local/a], attempts: 0}}"), "2:53", "models.aliases.a.attempts", "from 1 to 10",
            "attempts: 3"),
        Case(
            aliases("{a: {models: [local/a], deadline: 1.5}}"), "2:53", "models.aliases.a.deadline", "from 1 to 3600",
            "deadline: 120"),
        Case(
            aliases("{a: {models: [local/a], strikt: true}}"), "2:43", "models.aliases.a.strikt", "not a key",
            "Did you mean `strict`?"),
        Case(aliases("{\"a  b\": local/a}"), "2:20", "models.aliases.a  b", "cannot be named `a  b`", "single spaces"),
        Case(
            "version: 1\nmodels: {default: {model: openai/a, threads: 2}}", "2:46", "models.default.threads",
            "run in this process", "Remove"),
        Case(
            "version: 1\nmodels: {embedding: {model: openai/a, context: 512}}", "2:48", "models.embedding.context",
            "run in this process", "Remove"),
    ]

    private static func providers(_ entry: String) -> String { "version: 1\nmodels: {providers: \(entry)}" }
    private static func aliases(_ entry: String) -> String { "version: 1\nmodels: {aliases: \(entry)}" }
}
