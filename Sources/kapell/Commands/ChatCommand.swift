import ArgumentParser
import KapellCore
import KapellJSON
import KapellServer
import KapellStore

struct ChatCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chat", abstract: "Talks with a model in the terminal.",
        discussion: """
            Examples:
              kapell chat
              kapell chat --model local/smollm2-135m-instruct --system "Answer in one sentence."
              echo "Name three colours." | kapell chat

            Ctrl-C stops an answer, Ctrl-D ends the conversation, the arrow keys bring lines of before. Lines that begin
            with a slash are commands; /help lists them. Where input is no terminal, all of it is one message.
            """)

    @Option(help: ArgumentHelp("The model; the default one of kapell.yaml when absent.", valueName: "name"))
    var model: String?

    @Option(help: ArgumentHelp("What the model is told before the conversation.", valueName: "text"))
    var system: String?

    @Option(help: ArgumentHelp("How freely it chooses its words, 0 to 2.", valueName: "number"))
    var temperature: Double?

    @Option(help: ArgumentHelp("The most tokens of an answer.", valueName: "count"))
    var maxTokens: Int?

    @OptionGroup var common: CommonOptions

    func validate() throws {
        if let temperature, !(0...2).contains(temperature) {
            throw ValidationError("--temperature must be a number from 0 to 2.")
        }
        if let maxTokens, maxTokens < 1 { throw ValidationError("--max-tokens must be a number from 1.") }
    }

    func run() async throws {
        var sampling = SamplingOptions.modelDefault
        if let temperature {
            sampling.temperature = temperature
            sampling.leftToModel.remove(.temperature)
        }
        var conversation = try ChatConversation(
            ChatModels(try common.project()), model: model, system: system, sampling: sampling, limit: maxTokens)
        guard Terminal.canAsk, !common.json else { return try await once(&conversation) }
        try await talk(&conversation)
    }

    /// All of the input is one message.
    private func once(_ conversation: inout ChatConversation) async throws {
        var lines: [String] = []
        while let line = readLine() { lines.append(line) }
        let text = lines.joined(separator: "\n")
        guard text.contains(where: { !$0.isWhitespace }) else {
            throw KapellError(.invalidRequest, "There is nothing to say.", remedy: "echo \"…\" | kapell chat")
        }
        let response = try await conversation.ask(text, isShown: !common.json)
        guard !conversation.wasInterrupted else {
            throw KapellError(.cancelled, "The answer was interrupted.")
        }
        guard common.json else { return }
        Terminal.print(
            JSONValue.object([
                "model": .string(conversation.model), "text": .string(response.text),
                "finish_reason": .string(response.finishReason?.rawValue ?? ""), "usage": response.usage.json,
            ]).serialized(pretty: true))
    }

    private func talk(_ conversation: inout ChatConversation) async throws {
        let file = ChatHistory(home: try common.home())
        var editor = LineEditor(history: file.lines)
        Terminal.say(Terminal.dim("\(conversation.model) · /help lists the commands, Ctrl-D ends"))
        while true {
            switch editor.read("› ") {
            case .end: return
            case .interrupted: continue
            case .line(let line):
                let text = line.trimmingPrefix { $0.isWhitespace }
                guard text.contains(where: { !$0.isWhitespace }) else { continue }
                editor.keep(line)
                file.keep(editor.history)
                do {
                    if text.hasPrefix("/") {
                        guard try command(String(text), &conversation) else { return }
                    } else {
                        let response = try await conversation.ask(line)
                        if response.finishReason == .length {
                            Terminal.say(Terminal.dim("(the answer has reached its limit)"))
                        }
                    }
                } catch {
                    let failure = KapellError.wrapping(error)
                    Terminal.say(failure.description)
                    if failure.code == .contextWindow { Terminal.say("  /clear begins the conversation anew.") }
                }
            }
        }
    }

    /// - Returns: whether the conversation goes on.
    private func command(_ line: String, _ conversation: inout ChatConversation) throws -> Bool {
        let words = line.split(separator: " ", maxSplits: 1).map(String.init)
        let rest = words.count > 1 ? words[1] : nil
        switch words[0] {
        case "/quit", "/exit", "/bye": return false
        case "/clear":
            conversation.clear()
            Terminal.say("The conversation begins anew.")
        case "/system":
            conversation.instruct(rest)
            Terminal.say(rest == nil ? "The model is told nothing before the conversation." : "The model is told so.")
        case "/model":
            if let rest {
                try conversation.use(rest)
                Terminal.say("\(conversation.model) goes on.")
            } else {
                for name in conversation.models.names {
                    Terminal.say("\(name == conversation.model ? "* " : "  ")\(Terminal.plain(name))")
                }
                Terminal.say("/model NAME goes on with another one.")
            }
        case "/help":
            Terminal.say(
                """
                /model [NAME]    lists the models, or goes on with another one
                /system [TEXT]   tells the model something before the conversation, or nothing
                /clear           begins the conversation anew
                /quit            ends it
                """)
        default:
            Terminal.say("There is no command \(Terminal.plain(words[0])); /help lists them.")
        }
        return true
    }
}
