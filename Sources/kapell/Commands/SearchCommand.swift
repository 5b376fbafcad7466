import ArgumentParser
import KapellCore
import KapellJSON
import KapellServer

struct SearchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search", abstract: "Finds passages, by words and by meaning.",
        discussion: """
            Example: kapell search "late payment" --in ./contracts --limit 5

            A word that no document has is read as the one that was meant, where a typing error
            explains it; it is said then.
            """)

    @Argument(help: "What to look for.")
    var question: String

    @Option(
        name: .customLong("in"),
        help: ArgumentHelp("A knowledge base of kapell.yaml, or a folder or file.", valueName: "name|folder"))
    var knowledge: String?

    @Option(help: "How many passages, from 1 to 200.")
    var limit = 10

    @Flag(
        help: """
            Show the sentences that an answer would be chosen from, with what was measured of each, and how the passages \
            were found.
            """)
    var explain = false

    @Flag(help: "Search for the words as they are typed; correct no typing errors.")
    var asTyped = false

    @Flag(help: "Search the index as it is; do not look for changed files.")
    var noSync = false

    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard (1...200).contains(limit) else { throw ValidationError("--limit takes 1 to 200.") }
    }

    func run() async throws {
        let target = try common.target(knowledge)
        try await EngineSession.with(target.project, command: "search", isJSON: common.json) { engine in
            if !noSync { try await EngineSession.sync(engine, target, isJSON: common.json) }
            let found = try await engine.search(
                question, in: target.knowledge, limit: limit, explain: explain, asTyped: asTyped)
            if common.json {
                Terminal.print(JSONValue.object(found).serialized(pretty: true))
            } else {
                if let read = found["read_as"]?.stringValue { Terminal.say("read as: \(Terminal.plain(read))") }
                show(found["results"]?.arrayValue ?? [])
                if explain, let plan = found["plan"] { Self.show(plan: plan) }
            }
        }
    }

    /// The score and the measures behind it, which end an explained result.
    private static func measures(_ result: JSONValue) -> String {
        (result.objectValue ?? [:]).drop { $0.key != "score" }
            .map { "\($0.key) \((($0.value.doubleValue ?? 0) * 1000).rounded() / 1000)" }.joined(separator: ", ")
    }

    /// The way that was gone, whether anything nearer can have been missed, and what was looked at.
    private static func show(plan: JSONValue) {
        func number(_ key: String) -> String { plan[key]?.intValue.map { "\($0)" } ?? "an unknown number" }
        let exactness = plan["exact"] == true ? "exact" : "approximate"
        Terminal.print(
            "Plan: \(Terminal.plain(plan["name"]?.stringValue ?? "")), \(exactness); \(number("visited")) vectors compared of "
                + "\(number("available")) passages; \(number("depth")) candidates a list; sequence number \(number("sequence"))"
        )
        for note in plan["notes"]?.arrayValue ?? [] { Terminal.print("  \(Terminal.plain(note.stringValue ?? ""))") }
    }

    private func show(_ results: [JSONValue]) {
        if results.isEmpty { Terminal.print("Nothing was found.") }
        for (index, result) in results.enumerated() {
            let place = PassagePlace.text(of: result.objectValue ?? [:])
            let heading = result["heading"]?.stringValue ?? ""
            let text = (result["text"]?.stringValue ?? "").split(whereSeparator: \.isWhitespace).joined(separator: " ")
            Terminal.print(
                "\(Terminal.bold("\(index + 1). \(place)")) \(Terminal.dim(Terminal.plain(heading)))")
            Terminal.print("   \(Terminal.plain(String(text.prefix(400))))\(text.count > 400 ? "…" : "")")
            if explain { Terminal.print("   \(Terminal.dim(Self.measures(result)))") }
        }
    }
}
