import ArgumentParser
import KapellCore
import KapellJSON
import KapellKnowledge
import KapellServer

struct AskCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ask", abstract: "Answers a question from documents, with its evidence.",
        discussion: """
            Examples:
              kapell ask "What notice ends the lease?" --in ./contracts
              kapell ask "Who pays for repairs?" --in contracts --json

            The folder is indexed first; what has not changed since the last time is not read again. A question that
            the documents do not answer is refused, and says so.

            A certificate is a signed record of question, answer, evidence and models, of refusals too. Anybody can
            check it against the documents, without Kapell: see Examples/verify-certificate. `kapell keys certificate`
            prints the key that it is to be checked with.
            """)

    @Argument(help: "The question.")
    var question: String

    @Option(
        name: .customLong("in"),
        help: ArgumentHelp("A knowledge base of kapell.yaml, or a folder or file.", valueName: "name|folder"))
    var knowledge: String?

    @Flag(help: "Ask the index as it is; do not look for changed files.")
    var noSync = false

    @Option(help: ArgumentHelp("Write a signed certificate of the answer.", valueName: "file"))
    var certificate: String?

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let target = try common.target(knowledge)
        try await EngineSession.with(target.project, command: "ask", isJSON: common.json) { engine in
            if !noSync { try await EngineSession.sync(engine, target, isJSON: common.json) }
            try await answer(engine, target.knowledge)
        }
    }

    private func answer(_ engine: any KnowledgeEngine, _ knowledge: String) async throws {
        var citations: [JSONObject] = []
        for try await event in engine.ask(question, in: knowledge) {
            switch event.name {
            case "decided" where !common.json:
                let verdict = event.data["verdict"]?.stringValue.flatMap(AnswerVerdict.init(rawValue:))
                if let verdict { Terminal.stream("\(verdict.sentence) ") }
            case "answer" where !common.json: Terminal.stream(Terminal.plain(event.data["text"]?.stringValue ?? ""))
            case "citation": citations.append(event.data)
            case "done":
                // Before anything else is printed: whoever reads may go.
                try await certify(event.data, engine, knowledge)
                if common.json {
                    Terminal.print(JSONValue.object(event.data).serialized(pretty: true))
                } else {
                    finish(event.data, citations)
                }
            default: break
            }
        }
    }

    private func certify(_ answer: JSONObject, _ engine: any KnowledgeEngine, _ knowledge: String) async throws {
        guard let file = certificate else { return }
        let writer = try CertificateWriter(
            home: common.home(), environment: CommonOptions.environment, version: Kapell.version)
        let certificate = try await writer.certificate(of: answer, to: question, in: knowledge, from: engine)
        try CertificateWriter.write(certificate, to: file)
    }

    private func finish(_ answer: JSONObject, _ citations: [JSONObject]) {
        Terminal.stream("\n")
        if let read = answer["read_as"]?.stringValue { Terminal.say("read as: \(Terminal.plain(read))") }
        for citation in citations {
            let place = PassagePlace.text(of: citation)
            let span = "bytes \(citation["start"]?.intValue ?? 0)–\(citation["end"]?.intValue ?? 0)"
            let quote = (citation["text"]?.stringValue ?? "").split(whereSeparator: \.isWhitespace).joined(
                separator: " ")
            Terminal.print(
                "\n\(Terminal.bold("[\(citation["index"]?.intValue ?? 0)] \(place)")) \(Terminal.dim(span))")
            Terminal.print("    “\(Terminal.plain(quote))”")
        }
        if answer["refused"]?.boolValue == true, let reason = answer["reason"]?.stringValue {
            Terminal.print(Terminal.dim(Terminal.plain(reason)))
        }
        let run = answer["run"]?.stringValue ?? ""
        Terminal.say(Terminal.dim("\nrun \(run) (kapell runs show \(run))"))
        if let certificate { Terminal.say(Terminal.dim("certificate \(certificate)")) }
    }
}
