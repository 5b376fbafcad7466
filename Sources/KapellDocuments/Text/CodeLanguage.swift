/// A programming language: how its files end, and with which words its declarations begin.
struct CodeLanguage: Sendable {
    /// In lower case, as editors name it.
    let name: String
    let endings: Set<String>
    /// Words that begin a declaration; the name follows.
    let declarations: Set<String>
    /// Words that may stand before them.
    let modifiers: Set<String>
    /// How a line begins that is a comment.
    let comment: String

    private init(
        _ name: String, _ endings: String, _ declarations: String, _ modifiers: String, _ comment: String = "//"
    ) {
        func words(_ text: String) -> Set<String> { Set(text.split(separator: " ").map(String.init)) }
        self.name = name
        self.endings = words(endings)
        self.declarations = words(declarations)
        self.modifiers = words(modifiers)
        self.comment = comment
    }

    static func of(_ source: DocumentSource) -> CodeLanguage? {
        let file = source.name.split(separator: "/").last.map { $0.lowercased() } ?? ""
        let ending = ["dockerfile", "makefile"].contains(file) ? file : source.fileExtension
        return ending.isEmpty ? nil : all.first { $0.endings.contains(ending) }
    }

    private static let all: [CodeLanguage] = [
        CodeLanguage(
            "swift", "swift", "func class struct enum protocol extension actor macro",
            "public package internal private fileprivate open final static mutating nonisolated override indirect"),
        CodeLanguage("python", "py pyi", "def class", "async", "#"),
        CodeLanguage("javascript", "js mjs cjs jsx", "function class", "export default async"),
        CodeLanguage(
            "typescript", "ts tsx mts", "function class interface enum type namespace",
            "export default async abstract declare const"),
        CodeLanguage(
            "java", "java", "class interface enum record", "public protected private static final abstract sealed"),
        CodeLanguage(
            "kotlin", "kt kts", "fun class interface object",
            "public protected private internal open data sealed abstract override suspend inline enum"),
        CodeLanguage(
            "csharp", "cs", "class interface enum record struct namespace",
            "public protected private internal static sealed abstract partial readonly"),
        CodeLanguage("go", "go", "func type", ""),
        CodeLanguage(
            "rust", "rs", "fn struct enum trait impl mod union macro_rules!", "pub pub(crate) async unsafe const"),
        CodeLanguage("c", "c h", "struct enum union typedef", "static extern"),
        CodeLanguage("cpp", "cc cpp cxx hpp hh hxx", "class struct enum union namespace", "static inline"),
        CodeLanguage("ruby", "rb", "def class module", "private", "#"),
        CodeLanguage(
            "php", "php", "function class interface trait enum", "public protected private static final abstract"),
        CodeLanguage(
            "scala", "scala", "def class object trait", "private protected final sealed case abstract override"),
        CodeLanguage("lua", "lua", "function", "local", "--"),
        CodeLanguage("perl", "pl pm", "sub package", "", "#"),
        CodeLanguage("shell", "sh bash zsh", "function", "", "#"),
        CodeLanguage(
            "sql", "sql", "table view function procedure trigger index", "create or replace temporary unique", "--"),
        CodeLanguage("r", "r", "", "", "#"),
        CodeLanguage("json", "json jsonl", "", ""),
        CodeLanguage("yaml", "yaml yml", "", "", "#"),
        CodeLanguage("toml", "toml", "", "", "#"),
        CodeLanguage("css", "css scss less", "", ""),
        CodeLanguage("dockerfile", "dockerfile", "", "", "#"),
        CodeLanguage("makefile", "makefile mk", "", "", "#"),
    ]
}
