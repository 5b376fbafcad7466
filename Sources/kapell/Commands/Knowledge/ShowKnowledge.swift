import ArgumentParser
import KapellCore
import KapellJSON
import KapellServer

struct ShowKnowledge: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Lists the documents of a knowledge base with what is known of their quality.",
        discussion: """
            Example: kapell knowledge show contracts --findings

            A finding is one of: empty, sparse, garbled, encoding, recognition, language, duplicate, boilerplate.
            """)

    @Argument(
        help: ArgumentHelp("A knowledge base of kapell.yaml, or a folder or file.", valueName: "name|folder"))
    var knowledge: String?

    @Option(help: ArgumentHelp("Only the document of this name, with the documents inside it.", valueName: "name"))
    var document: String?

    @Flag(help: "Only documents with findings, and those that failed.")
    var findings = false

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let target = try common.target(knowledge)
        try await EngineSession.with(target.project, command: "knowledge show", isJSON: common.json) { engine in
            let all = try await engine.documents(in: target.knowledge)["documents"]?.arrayValue ?? []
            if let document, !all.contains(where: { $0["name"]?.stringValue == document }) {
                throw KapellError(
                    .notFound, "The knowledge base \(target.knowledge) has no document \(document).",
                    remedy: "List them: kapell knowledge show \(knowledge ?? target.knowledge)")
            }
            var shown = all.filter { entry in
                let isAsked = document == nil || entry["name"]?.stringValue == document
                return isAsked && (!findings || Self.isRemarkable(entry))
            }
            // What is inside a document is told where it is asked for by name: an archive may hold thousands.
            if document != nil, let entry = shown.first?.objectValue, let id = entry["id"]?.intValue {
                var entry = entry
                entry["parts"] = try await engine.source(of: Int64(id), in: target.knowledge)["parts"]
                shown[0] = .object(entry)
            }
            guard !common.json else {
                return Terminal.print(JSONValue.object(["documents": .array(shown)]).serialized(pretty: true))
            }
            for entry in shown { Self.show(entry) }
            let remarkable = all.count { Self.isRemarkable($0) }
            Terminal.say("\(all.count) documents, \(remarkable) with findings or failures.")
        }
    }

    private static func isRemarkable(_ entry: JSONValue) -> Bool {
        entry["status"]?.stringValue == "failed" || !(entry["findings"]?.arrayValue ?? []).isEmpty
    }

    private static func show(_ entry: JSONValue) {
        func text(_ value: JSONValue?) -> String {
            // A name may hold a line break.
            Terminal.plain(value?.stringValue ?? "").split(separator: "\n").joined(separator: "\u{FFFD}")
        }
        let pages = entry["pages"]?.intValue.map { ", \($0) pages" } ?? ""
        let language = entry["language"]?.stringValue.map { ", \($0)" } ?? ""
        let counts = "\(entry["words"]?.intValue ?? 0) words, \(entry["passages"]?.intValue ?? 0) passages"
        Terminal.print("\(Terminal.bold(text(entry["name"])))  \(Terminal.dim("\(counts)\(pages)\(language)"))")
        if let error = entry["error"]?["message"] { Terminal.print("  failed: \(text(error))") }
        for finding in entry["findings"]?.arrayValue ?? [] {
            Terminal.print("  \(text(finding["code"])): \(text(finding["message"]))")
        }
        for part in entry["parts"]?.arrayValue ?? [] {
            let span = "bytes \(part["start"]?.intValue ?? 0) to \(part["end"]?.intValue ?? 0)"
            let count = part["pages"]?.intValue.flatMap { $0 > 0 ? ", \($0) pages" : nil } ?? ""
            let kind = part["kind"]?.stringValue.map { "\(Terminal.plain($0)), " } ?? ""
            Terminal.print("  part: \(text(part["name"]))  \(Terminal.dim("\(kind)\(span)\(count)"))")
        }
        for warning in entry["warnings"]?.arrayValue ?? [] { Terminal.print(Terminal.dim("  \(text(warning))")) }
    }
}
