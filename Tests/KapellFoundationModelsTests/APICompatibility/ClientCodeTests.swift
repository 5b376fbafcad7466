import Testing

#if KAPELL_APPLE_CLIENT
    import FoundationModels
#else
    import KapellFoundationModels
#endif

@Suite("Code written against Apple's documentation")
struct ClientCodeTests {
    private let client = Client()

    @Test("A chat") func chat() async throws {
        #expect(
            try await client.chat() == ["Good morning ", "Good evening ", "Good\nnight ", "7", "false"])
    }

    @Test("Builders") func builders() async throws {
        let lines = try await client.builders(isLong: true)
        #expect(lines[0] == "You help in a warehouse.\nBe kind.\nBe brief.\nExplain everything.")
        #expect(lines[1].contains(#""number":"1""#))
    }

    @Test("A stream") func streaming() async throws {
        #expect(try await client.streaming() == ["one two three ", "one two three ", "10"])
    }

    @Test("Typed answers") func typed() async throws {
        #expect(try await client.typed() == ["4711", "true", "4711", "6"])
    }

    @Test("Tools") func tools() async throws {
        #expect(
            try await client.tools() == [
                "There are 6 pieces.", #"instructions ["stock"]"#, "prompt", "reasoning 5", #"calls ["stock"]"#,
                "output call-1", "response",
            ])
    }

    @Test("Tools of run time") func dynamicTools() async throws {
        let answer = try await client.dynamicTools()
        #expect(answer[0].contains(#""number":"4711""#))
    }

    @Test("Failures") func failures() async throws {
        #expect(
            try await client.failures() == [
                #"tool stock unknown("4711")"#, "Not this.", "Slow down. true", "1", "2",
            ])
    }

    @Test("Keeping a transcript") func keeping() async throws {
        #expect(try await client.keeping() == ["true", "four ", "7", "2"])
    }

    @Test("Content") func content() throws {
        #expect(
            try client.content() == [
                "false", "47", #"{"number":"1","pieces":2,"tags":["x"],"note":"n"}"#, "number,pieces,tags,note", "true",
            ])
    }

    @Test("Profiles") func profiles() async throws {
        #expect(
            try await client.profiles() == [
                "There are 6 pieces.", "Is 4711 still there? ", "2", "You help in a warehouse.\nBe kind.\nBe brief.",
                "0", "closed: Hello? ", "9",
            ])
    }

    @Test("Dynamic instructions") func dynamicInstructions() async throws {
        #expect(try await client.dynamicInstructions() == ["Is 4711 in stock? ", "10"])
    }

    @Test("Feedback") func feedback() async throws {
        #expect(try await client.feedback() == ["true", "true", "true"])
    }
}
