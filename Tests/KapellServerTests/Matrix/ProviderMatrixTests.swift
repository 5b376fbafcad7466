import KapellCore
import KapellDialects
import KapellFaults
import KapellJSON
import KapellServer
import KapellTesting
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Clients of every dialect in front of the server, providers of every kind behind it on a real socket. The first part of
/// `Documentation/Dialects.md` is made of what comes of it; with `KAPELL_WRITE_DIALECTS=1` in the environment this test
/// writes it.
@Suite("Every dialect in front of every provider", .timeLimit(.minutes(10)))
struct ProviderMatrixTests {
    /// The column of the model in this process.
    private static let local = "local"
    private static let columns = MatrixProvider.all.map(\.title) + [local]

    private struct Ask: Sendable {
        var client: DialectName
        var provider: MatrixProvider?
        var cell: MatrixCell
        var streams: Bool

        var column: String { provider?.title ?? ProviderMatrixTests.local }
        var alias: String { "\(column)-\(cell.model)" }
        var place: String { "\(client.rawValue) → \(column), \(cell.rawValue), \(streams ? "streamed" : "whole")" }
    }

    private struct Result: Sendable {
        var ask: Ask
        /// `yes`, `named` or `refused`.
        var word: String
        var losses = ""
    }

    private static let asks: [Ask] = {
        var asks: [Ask] = []
        for client in DialectName.allCases {
            for title in columns {
                let provider = MatrixProvider.all.first { $0.title == title }
                for cell in MatrixCell.allCases {
                    for streams in cell.streams {
                        asks.append(Ask(client: client, provider: provider, cell: cell, streams: streams))
                    }
                }
            }
        }
        return asks
    }()

    /// Stands for the embedded engine, and can what that can: ``LocalCellsTests`` asks the engine itself.
    private static let engine = ScriptedBackend(
        model: "local/small", features: [.tools, .responseSchema, .reasoning], remembers: false
    ) { request, _ in
        var events: [ModelEvent] = HealthyAnswer.tokens.map { .text($0) }
        if !request.tools.isEmpty {
            events = HealthyAnswer.calls.enumerated().flatMap { index, call in
                call.pieces.map { .toolArguments(index: index, id: call.id, name: call.name, fragment: $0) }
            }
        } else if request.responseSchema != nil {
            events = HealthyAnswer.object.map { .text($0) }
        }
        let usage = ModelUsage(inputTokens: HealthyAnswer.inputTokens, outputTokens: HealthyAnswer.outputTokens)
        return .events(events + [.usage(usage), .finished(request.tools.isEmpty ? .stop : .toolCalls)])
    }

    private static var aliases: [ModelAlias] {
        var aliases: [ModelAlias] = []
        for model in ["words", "tools", "object"] {
            for provider in MatrixProvider.all {
                let reference = ModelReference(provider: provider.name, name: model)
                aliases.append(ModelAlias(name: "\(provider.title)-\(model)", models: [reference], attempts: 1))
            }
            let own = ModelReference(provider: "local", name: "small")
            aliases.append(ModelAlias(name: "\(local)-\(model)", models: [own]))
        }
        return aliases
    }

    @Test("Words, streams, tools and forms arrive, or are refused by name; Documentation/Dialects.md says which")
    func matrix() async throws {
        let plan = FaultPlan(["tools": [.toolCalls(.regular)], "object": [.object]])
        let results = try await FaultStage.running(
            plan, aliases: Self.aliases, more: { port in MatrixProvider.all.map { $0.setting(port) } },
            chat: Self.engine
        ) { stage in
            // One request that fails leaves the others alone: a server is not stopped while clients connect.
            await withTaskGroup(of: Result?.self) { group in
                var results: [Result] = []
                for (number, ask) in Self.asks.enumerated() {
                    if number >= 8, let result = await group.next() { results += [result].compactMap(\.self) }
                    group.addTask {
                        do { return try await Self.run(ask, stage) } catch {
                            Issue.record("\(ask.place): \(error)")
                            return nil
                        }
                    }
                }
                for await result in group { results += [result].compactMap(\.self) }
                Self.check(stage.upstream.requests)
                return results
            }
        }
        #expect(results.count == Self.asks.count)
        try Self.compare(Self.page(results))
    }

    // MARK: One request

    private static func run(_ ask: Ask, _ stage: FaultStage) async throws -> Result {
        let request = ClientRequest(
            dialect: ask.client, model: ask.alias, streams: ask.streams, extra: ask.cell.extra(ask.client))
        let sent = try await request.send(to: stage.port)
        let response = try #require(sent, "\(ask.place)")
        let view = ClientView(response, ask.client, streams: ask.streams)
        let told: Comment = "\(ask.place): \(response.status) \(response.headers) \(response.text.suffix(300))"
        let losses = response.headers["x-kapell-losses"] ?? ""
        guard response.status == 200 else {
            // A refusal is one of ours, in the client's own form, and names what cannot be said.
            #expect((400..<500).contains(response.status) && view.misshape == nil, told)
            #expect(response.headers["x-should-retry"] == "false", told)
            #expect(response.text.contains("cannot") || response.text.contains("not supported"), told)
            return Result(ask: ask, word: "refused")
        }
        #expect(view.failure == nil && view.finishes == 1, told)
        switch ask.cell {
        case .unary, .stream:
            #expect(view.answer.text == HealthyAnswer.text && view.answer.finishReason == .stop, told)
        case .tools:
            let calls = view.answer.toolCalls
            let wanted = HealthyAnswer.calls
            #expect(view.answer.finishReason == .toolCalls && calls.map(\.name) == wanted.map(\.name), told)
            #expect(
                calls.map { try? JSONValue(parsing: $0.arguments) }
                    == wanted.map { try? JSONValue(parsing: $0.pieces.joined()) }, told)
            #expect(Set(calls.map(\.id)).count == calls.count, told)
        case .structured:
            #expect((try? JSONValue(parsing: view.answer.text)) == ["city": "Oslo", "mild": true], told)
        }
        let usage = view.answer.usage
        #expect(usage.inputTokens == HealthyAnswer.inputTokens, told)
        #expect(usage.outputTokens == HealthyAnswer.outputTokens, told)
        return Result(ask: ask, word: losses.isEmpty ? "yes" : "named", losses: losses)
    }

    /// What the providers got: the key in its own field, the path of the dialect, and what was asked for.
    private static func check(_ requests: [ReceivedRequest]) {
        for provider in MatrixProvider.all {
            for model in ["words", "tools", "object"] {
                let path = provider.path.split(separator: "M", maxSplits: 1, omittingEmptySubsequences: false)
                    .joined(separator: model)
                let own = requests.filter { $0.target == path && $0.headers[provider.keyField] != nil }
                #expect(!own.isEmpty, "\(provider.title): nothing came to \(path)")
            }
        }
        for request in requests {
            let text = String(decoding: request.body, as: UTF8.self)
            let isKeyed = request.headers.values.contains { $0.hasSuffix(FaultStage.key) }
            #expect(isKeyed && !text.contains(FaultStage.key), "\(request.target)")
            let model = request.json?["model"]?.stringValue ?? request.target
            if model.contains("tools") {
                for word in ["weather", "time", "city", "zone"] { #expect(text.contains(word), "\(text)") }
            }
            if model.contains("object") { #expect(text.contains("mild"), "\(text)") }
        }
    }

    // MARK: The page

    private static func page(_ results: [Result]) -> String {
        var page = """
            # Dialects

            What of a request in the dialect of a client (a row) comes through which provider (a column). Made by \
            `Tests/KapellServerTests/Matrix`: each cell is a request of such a client to a running server, with a provider \
            behind it that speaks its own wire on a real socket. The answer must arrive whole, with its usage; \
            of tools, two calls in one answer, and of structured output, a valid object; both whole and streamed.

            `yes`: everything arrives. `named`: something is left out or changed, and the answer's header says what: see \
            below. `refused`: an error in the client's own dialect that names what cannot be said.

            `openai-responses` and `bedrock-invoke` are providers with `dialect: openai-responses` and \
            `dialect: bedrock-invoke`; without it, they are asked so by clients of these dialects alone. `compatible` \
            stands for every server with OpenAI's API, `local` for the models of this process.

            """
        for cell in MatrixCell.allCases {
            page += "\n## \(cell.rawValue)\n\n| client | \(columns.joined(separator: " | ")) |\n"
            page += "|---|\(String(repeating: "---|", count: columns.count))\n"
            for client in DialectName.allCases {
                let words = columns.map { column in
                    let own = results.filter {
                        $0.ask.cell == cell && $0.ask.client == client && $0.ask.column == column
                    }
                    return Set(own.map(\.word)).sorted().joined(separator: "/")
                }
                page += "| \(client.rawValue) | \(words.joined(separator: " | ")) |\n"
            }
        }
        page += "\n## What is named\n\n"
        var pairs: [String: Set<String>] = [:]
        for result in results where result.word == "named" {
            pairs["\(result.ask.client.rawValue): \(result.losses)", default: []].insert(result.ask.column)
        }
        for (loss, columns) in pairs.sorted(by: { $0.key < $1.key }) {
            page += "- \(loss) (\(columns.sorted().joined(separator: ", ")))\n"
        }
        if pairs.isEmpty { page += "Nothing, in these requests.\n" }
        return page
    }

    private static func compare(_ page: String) throws {
        let root = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
        let path = "/\(root)/Documentation/Dialects.md"
        let mark = "\n<!-- Below: Tests/KapellDialectsTests/Matrix -->\n"
        let before = try String(contentsOfFile: path, encoding: .utf8)
        let rest = before.firstRange(of: mark).map { String(before[$0.lowerBound...]) } ?? ""
        if ProcessInfo.processInfo.environment["KAPELL_WRITE_DIALECTS"] == "1" {
            try (page + rest).write(toFile: path, atomically: true, encoding: .utf8)
        }
        let now = try String(contentsOfFile: path, encoding: .utf8)
        #expect(now == page + rest, "KAPELL_WRITE_DIALECTS=1 writes it anew")
    }
}
