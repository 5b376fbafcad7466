// What a client of FoundationModels does with sessions, written against Apple's public documentation alone. It is
// compiled with ours, on every system; `Scripts/check-apple-client` compiles it with Apple's framework.
#if KAPELL_APPLE_CLIENT
    import Foundation
    import FoundationModels
#else
    #if canImport(FoundationEssentials)
        import FoundationEssentials
    #else
        import Foundation
    #endif
    import KapellFoundationModels
#endif

// MARK: What a program does with a session

/// What the client has seen, for its test.
struct ClientReport: Sendable {
    var lines: [String] = []
}

struct Client {
    let model = EchoLanguageModel(prefix: "")

    func chat() async throws -> [String] {
        let session = LanguageModelSession(model: model, instructions: "Repeat what you are told.")
        session.prewarm(promptPrefix: Prompt("Good"))
        let first = try await session.respond(to: "Good morning")
        let options = GenerationOptions(
            samplingMode: .random(probabilityThreshold: 0.9, seed: 1), temperature: 0.7, maximumResponseTokens: 50)
        let second = try await session.respond(to: Prompt("Good evening"), options: options)
        let third = try await session.respond(
            options: GenerationOptions(samplingMode: .greedy),
            contextOptions: ContextOptions(reasoningLevel: .light), metadata: ["trace": "1"]
        ) {
            "Good"
            if first.content.isEmpty { "grief" } else { "night" }
        }
        return [first.content, second.content, third.content, "\(session.transcript.count)", "\(session.isResponding)"]
    }

    func builders(isLong: Bool) async throws -> [String] {
        let rules = ["Be kind.", "Be brief."]
        let session = LanguageModelSession(model: model) {
            "You help in a warehouse."
            for rule in rules { rule }
            if isLong { "Explain everything." }
        }
        guard case .instructions(let instructions) = session.transcript.first else { return [] }
        let prompt = Prompt {
            "Articles:"
            [Article(number: "1", pieces: 2, tags: [])]
        }
        let response = try await session.respond(to: prompt)
        return [EchoExecutor.text(instructions.segments), response.content]
    }

    func streaming() async throws -> [String] {
        let session = LanguageModelSession(model: model)
        let stream = session.streamResponse(to: "one two three")
        var snapshots: [String] = []
        for try await snapshot in stream { snapshots.append(snapshot.content) }
        let whole = try await stream.collect()
        return [snapshots.last ?? "", whole.content, "\(whole.usage.input.totalTokenCount)"]
    }

    func typed() async throws -> [String] {
        let session = LanguageModelSession(model: model)
        let article = try await session.respond(to: "Which article?", generating: Article.self).content
        let again: LanguageModelSession.Response<Article> = try await session.respond(
            to: "Which article?", includeSchemaInPrompt: false)
        let raw = try await session.respond(to: "Which article?", schema: Article.generationSchema)
        var last = 0
        for try await snapshot in session.streamResponse(to: "Which article?", generating: Article.self) {
            last = snapshot.content.pieces
        }
        return [
            article.number, "\(again.content == article)", try raw.content.value(String.self, forProperty: "number"),
            "\(last)",
        ]
    }

    func tools() async throws -> [String] {
        let session = LanguageModelSession(model: model, tools: [StockTool(pieces: ["4711": 6])])
        let response = try await session.respond(to: "Is 4711 in stock?")
        var kinds: [String] = []
        for entry in session.transcript {
            switch entry {
            case .instructions(let entry): kinds.append("instructions \(entry.toolDefinitions.map(\.name))")
            case .prompt: kinds.append("prompt")
            case .reasoning(let entry): kinds.append("reasoning \(entry.signature?.count ?? 0)")
            case .toolCalls(let calls): kinds.append("calls \(calls.map(\.toolName))")
            case .toolOutput(let output): kinds.append("output \(output.id)")
            case .response: kinds.append("response")
            @unknown default: kinds.append("unknown")
            }
        }
        return [response.content] + kinds
    }

    func dynamicTools() async throws -> [String] {
        let number = DynamicGenerationSchema.Property(
            name: "number", schema: DynamicGenerationSchema(type: String.self))
        let schema = try GenerationSchema(
            root: DynamicGenerationSchema(name: "Query", properties: [number]), dependencies: [])
        let tool = DynamicTool(name: "lookup", description: "Looks an article up.", parameters: schema)
        let session = LanguageModelSession(model: model, tools: [tool])
        return [try await session.respond(to: "What is 4711?").content]
    }

    func failures() async throws -> [String] {
        var lines: [String] = []
        let session = LanguageModelSession(model: model, tools: [StockTool(pieces: [:])])
        for prompt in ["4711", "refuse", "limit"] {
            do {
                try await session.respond(to: prompt)
                lines.append("no error")
            } catch let error as LanguageModelSession.ToolCallError {
                lines.append("tool \(error.tool.name) \(error.underlyingError)")
            } catch let error as LanguageModelError {
                switch error {
                case .guardrailViolation(let violation): lines.append(violation.debugDescription)
                case .rateLimited(let limit): lines.append("\(limit.debugDescription) \(limit.resetDate == nil)")
                default: lines.append("another error")
                }
            } catch LanguageModelSession.Error.concurrentRequests {
                lines.append("busy")
            }
        }
        lines.append("\(session.transcript.count)")
        session.transcriptErrorHandlingPolicy = .preserveTranscript
        do { try await session.respond(to: "refuse") } catch {}
        lines.append("\(session.transcript.count)")
        return lines
    }

    func keeping() async throws -> [String] {
        let session = LanguageModelSession(model: model, instructions: "Repeat.")
        try await session.respond(to: "one")
        try await session.respond(to: "two")
        let data = try JSONEncoder().encode(session.transcript)
        var transcript = try JSONDecoder().decode(Transcript.self, from: data)
        let isSame = transcript == session.transcript
        transcript.removeLast(2)
        transcript.append(.prompt(Transcript.Prompt(segments: [.text(Transcript.TextSegment(content: "three"))])))
        transcript.append(
            .response(Transcript.Response(assetIDs: [], segments: [.text(.init(content: "three"))])))
        let again = LanguageModelSession(model: model, transcript: transcript)
        let response = try await again.respond(to: "four")
        return ["\(isSame)", response.content, "\(again.transcript.count)", "\(response.transcriptEntries.count)"]
    }

    func content() throws -> [String] {
        let partial = try GeneratedContent(json: #"{"number": "47"#)
        let article = Article(number: "1", pieces: 2, tags: ["x"], note: "n")
        let whole = GeneratedContent(article)
        var lines = ["\(partial.isComplete)", try partial.value(String.self, forProperty: "number"), whole.jsonString]
        if case .structure(_, let keys) = whole.kind { lines.append(keys.joined(separator: ",")) }
        lines.append("\(try Article(GeneratedContent(json: whole.jsonString)) == article)")
        return lines
    }

    func profiles() async throws -> [String] {
        let open = LanguageModelSession(profile: DeskProfile(isOpen: true))
        open.prewarm()
        let stock = try await open.respond(to: "Is 4711 in stock?")
        let again = try await open.respond(to: "Is 4711 still there?")
        var lines = [stock.content, again.content, "\(open.properties.questions)"]
        if case .instructions(let entry) = open.transcript.first {
            lines.append(EchoExecutor.text(entry.segments))
            lines.append("\(entry.toolDefinitions.count)")
        }
        let closed = LanguageModelSession(profile: DeskProfile(isOpen: false), history: open.transcript.history)
        var last = ""
        for try await snapshot in closed.streamResponse(to: "Hello?") { last = snapshot.content }
        lines.append(last)
        lines.append("\(closed.transcript.history.count)")
        return lines
    }

    func dynamicInstructions() async throws -> [String] {
        let session = LanguageModelSession(model: model, dynamicInstructions: ClerkInstructions(rules: []))
        session.properties.questions = 5
        let response = try await session.respond(to: "Is 4711 in stock?")
        return [response.content, "\(session.usage.input.totalTokenCount)"]
    }

    func feedback() async throws -> [String] {
        let session = LanguageModelSession(model: model)
        let response = try await session.respond(to: "The capital of France is Lyon.")
        let issue = LanguageModelFeedback.Issue(category: .incorrect, explanation: "It is Paris.")
        let data = session.logFeedbackAttachment(
            sentiment: .negative, issues: [issue], desiredOutput: response.transcriptEntries.last)
        session.logFeedbackAttachment(sentiment: .positive, issues: [])
        let text = session.logFeedbackAttachment(sentiment: nil, desiredResponseText: "Paris")
        let content = session.logFeedbackAttachment(
            sentiment: .neutral, desiredResponseContent: Article(number: "1", pieces: 1, tags: []))
        return [data, text, content].map { "\(String(decoding: $0, as: UTF8.self).hasPrefix("{"))" }
    }
}
