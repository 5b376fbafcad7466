// A client of FoundationModels, written against Apple's public documentation alone. It is compiled with ours, on every
// system; `Scripts/check-apple-client` compiles it with Apple's framework.
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

// MARK: A desk that changes its part

/// How many questions a session was asked.
struct QuestionsKey: SessionPropertyKey {
    static let defaultValue = 0
}

extension SessionPropertyValues {
    var questions: Int {
        get { self[QuestionsKey.self] }
        set { self[QuestionsKey.self] = newValue }
    }
}

/// What a clerk is told; the stock is looked up only for the first questions.
struct ClerkInstructions: DynamicInstructions {
    @SessionProperty(\.questions) var questions
    var rules: [String]

    var body: some DynamicInstructions {
        Instructions { "You help in a warehouse." }
        ForEach(rules, id: \.self) { rule in Instructions(rule) }
        if questions < 2 { StockTool(pieces: ["4711": 6]) }
    }
}

/// A clerk, or after hours a machine that repeats.
struct DeskProfile: LanguageModelSession.DynamicProfile {
    @SessionProperty(\.questions) var questions
    var isOpen: Bool

    var body: some DynamicProfile {
        if isOpen {
            Profile { ClerkInstructions(rules: ["Be kind.", "Be brief."]) }
                .model(EchoLanguageModel(prefix: ""))
                .temperature(0.2)
                .reasoningLevel(.light)
                .onPrompt { questions += 1 }
        } else {
            Profile { Instructions("Repeat.") }
                .model(EchoLanguageModel(prefix: "closed: "))
                .modifier(ShortMemory(entries: 3))
        }
    }
}

/// Shows the model the last entries only.
struct ShortMemory: LanguageModelSession.DynamicProfileModifier {
    var entries: Int

    func body(content: Content) -> some DynamicProfile {
        content
            .historyTransform { history in Array(history.suffix(entries)) }
            .transcriptErrorHandlingPolicy(.revertTranscript)
            .maximumResponseTokens(100)
    }
}
