// The part of the client that uses Apple's macros.
import Testing

#if KAPELL_APPLE_CLIENT
    import FoundationModels
#else
    import KapellFoundationModels
#endif

@Generable(description: "A person.")
struct MacroPerson: Equatable {
    @Guide(description: "The full name.")
    var name: String
    @Guide(description: "In years.", .range(0...150))
    var age: Int
}

struct MacroTool: Tool {
    let name = "stock"
    let description = "How many pieces of an article are in stock."

    @Generable
    struct Arguments {
        @Guide(description: "Four digits.")
        var number: String
    }

    func call(arguments: Arguments) async throws -> String { "7 pieces of \(arguments.number)" }
}

extension SessionPropertyValues {
    @SessionPropertyEntry var seen: [String: Int] = [:]
    @SessionPropertyEntry var lastSeen: String?
}

/// A tool that remembers for its session what it was asked.
struct RememberingTool: Tool {
    let name = "stock"
    let description = "How many pieces of an article are in stock."
    @SessionProperty(\.seen) var seen
    @SessionProperty(\.lastSeen) var lastSeen

    func call(arguments: MacroTool.Arguments) async throws -> String {
        seen[arguments.number, default: 0] += 1
        lastSeen = arguments.number
        return "7 pieces"
    }
}

@Suite("Code that uses Apple's macros")
struct ClientMacroTests {
    @Test("A type and a tool written with macros work in a session") func macros() async throws {
        let session = LanguageModelSession(model: EchoLanguageModel(prefix: ""), tools: [MacroTool()])
        #expect(try await session.respond(to: "4711?").content == "There are 7 pieces of 4711.")
        let person = try MacroPerson(GeneratedContent(json: #"{"name": "Ada", "age": 36}"#))
        #expect(person.name == "Ada")
        #expect(person.age == 36)
    }

    @Test("A property of a session, written with a macro, is shared with its tools") func properties() async throws {
        let session = LanguageModelSession(model: EchoLanguageModel(prefix: ""), tools: [RememberingTool()])
        #expect(session.properties.seen == [:])
        #expect(session.properties.lastSeen == nil)
        try await session.respond(to: "4711?")
        #expect(session.properties.seen == ["4711": 1])
        #expect(session.properties.lastSeen == "4711")
    }
}
