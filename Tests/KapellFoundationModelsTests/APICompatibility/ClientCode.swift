// A client of FoundationModels, written against Apple's public documentation alone. On Apple's systems it is compiled
// with Apple's framework, elsewhere with ours.
#if canImport(FoundationModels)
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

// MARK: Structured content by hand

/// An article of the warehouse.
struct Article: Generable, Equatable, Sendable {
    var number: String
    var pieces: Int
    var tags: [String]
    var note: String?

    static var generationSchema: GenerationSchema {
        GenerationSchema(
            type: Article.self,
            description: "An article of the warehouse.",
            properties: [
                GenerationSchema.Property(
                    name: "number", description: "Four digits.", type: String.self, guides: []),
                GenerationSchema.Property(name: "pieces", type: Int.self, guides: [.range(0...10_000)]),
                GenerationSchema.Property(name: "tags", type: [String].self, guides: [.maximumCount(3)]),
                GenerationSchema.Property(name: "note", type: String?.self),
            ])
    }

    init(number: String, pieces: Int, tags: [String], note: String? = nil) {
        self.number = number
        self.pieces = pieces
        self.tags = tags
        self.note = note
    }

    init(_ content: GeneratedContent) throws {
        number = try content.value(String.self, forProperty: "number")
        pieces = try content.value(Int.self, forProperty: "pieces")
        tags = try content.value([String].self, forProperty: "tags")
        note = try content.value(String?.self, forProperty: "note")
    }

    var generatedContent: GeneratedContent {
        GeneratedContent(properties: ["number": number, "pieces": pieces, "tags": tags, "note": note ?? ""])
    }
}

/// What is asked of the stock.
struct StockQuery: Generable, Sendable {
    var number: String

    static var generationSchema: GenerationSchema {
        GenerationSchema(
            type: StockQuery.self, properties: [GenerationSchema.Property(name: "number", type: String.self)])
    }

    init(_ content: GeneratedContent) throws {
        number = try content.value(forProperty: "number")
    }

    var generatedContent: GeneratedContent { GeneratedContent(properties: ["number": number]) }
}

// MARK: Tools

/// Says how many pieces there are.
struct StockTool: Tool {
    let name = "stock"
    let description = "How many pieces of an article are in stock."
    let pieces: [String: Int]

    func call(arguments: StockQuery) async throws -> String {
        guard let count = pieces[arguments.number] else { throw StockError.unknown(arguments.number) }
        return "\(count) pieces"
    }
}

enum StockError: Error, Equatable {
    case unknown(String)
}

/// A tool whose arguments are known at run time only.
struct DynamicTool: Tool {
    let name: String
    let description: String
    let parameters: GenerationSchema

    func call(arguments: GeneratedContent) async throws -> Article {
        Article(number: try arguments.value(forProperty: "number"), pieces: 1, tags: [])
    }
}

// MARK: A model provider

/// A model that repeats the last prompt, word by word, and calls the tool `stock` where it is asked to.
struct EchoLanguageModel: LanguageModel {
    typealias Executor = EchoExecutor

    var prefix: String

    var capabilities: LanguageModelCapabilities {
        LanguageModelCapabilities([.toolCalling, .reasoning, .guidedGeneration])
    }

    var executorConfiguration: EchoExecutor.Configuration { EchoExecutor.Configuration(prefix: prefix) }
}

struct EchoExecutor: LanguageModelExecutor {
    typealias Model = EchoLanguageModel

    struct Configuration: Hashable, Sendable {
        var prefix: String
    }

    let configuration: Configuration

    init(configuration: Configuration) throws { self.configuration = configuration }

    func prewarm(model: EchoLanguageModel, transcript: Transcript) {}

    nonisolated(nonsending) func respond(
        to request: LanguageModelExecutorGenerationRequest, model: EchoLanguageModel,
        streamingInto channel: LanguageModelExecutorGenerationChannel
    ) async throws {
        let entryID = UUID().uuidString
        await channel.send(
            .response(
                entryID: entryID, action: .updateMetadata(["modelID": "echo-1", "request": request.id.uuidString])))
        guard let last = request.transcript.last else { return }
        switch last {
        case .prompt(let prompt):
            let text = Self.text(prompt.segments)
            if text.contains("refuse") {
                throw LanguageModelError.guardrailViolation(.init(debugDescription: "Not this."))
            }
            if text.contains("limit") {
                throw LanguageModelError.rateLimited(.init(resetDate: nil, debugDescription: "Slow down."))
            }
            if let tool = request.enabledToolDefinitions.first, text.contains("4711") {
                await channel.send(.reasoning(action: .appendText("I must look.", tokenCount: 3)))
                await channel.send(.reasoning(action: .updateSignature(Data("proof".utf8), tokenCount: 0)))
                await channel.send(
                    .toolCalls(
                        action: .toolCall(
                            id: "call-1", name: tool.name,
                            action: .appendArguments(#"{"number": "#, tokenCount: 2))))
                await channel.send(
                    .toolCalls(
                        action: .toolCall(
                            id: "call-1", name: tool.name, action: .appendArguments(#""4711"}"#, tokenCount: 2))))
                return
            }
            if request.schema != nil {
                let json = #"{"number": "4711", "pieces": 6, "tags": ["a", "b"]}"#
                for piece in [json.prefix(20), json.dropFirst(20)] {
                    await channel.send(
                        .response(entryID: entryID, action: .appendText(String(piece), tokenCount: 1)))
                }
                return
            }
            for word in (configuration.prefix + text).split(separator: " ") {
                try Task.checkCancellation()
                await channel.send(.response(entryID: entryID, action: .appendText(word + " ", tokenCount: 1)))
            }
        case .toolOutput(let output):
            await channel.send(
                .response(entryID: entryID, action: .appendText("There are ", tokenCount: 2)))
            await channel.send(
                .response(
                    entryID: entryID,
                    action: .appendText(Self.text(output.segments) + ".", tokenCount: 3)))
        default:
            throw LanguageModelError.unsupportedTranscriptContent(
                .init(unsupportedContent: [last], debugDescription: "A prompt or an output must be last."))
        }
        await channel.send(
            .response(
                entryID: entryID,
                action: .updateUsage(
                    input: .init(totalTokenCount: 10, cachedTokenCount: 4),
                    output: .init(totalTokenCount: 5, reasoningTokenCount: 0))))
    }

    static func text(_ segments: [Transcript.Segment]) -> String {
        segments.map { segment in
            switch segment {
            case .text(let text): text.content
            case .structure(let structure): structure.content.jsonString
            default: ""
            }
        }.joined(separator: " ")
    }
}

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
}
