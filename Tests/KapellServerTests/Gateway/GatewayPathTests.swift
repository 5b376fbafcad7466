import KapellDialects
import KapellServer
import Testing

@Suite("The paths of the dialects") struct GatewayPathTests {
    @Test("Each provider's paths are known, with what they say of model and streaming")
    func paths() {
        let expected: [(String, DialectName, String?, Bool?)] = [
            ("/v1/chat/completions", .openAIChat, nil, nil), ("/v1/responses", .openAIResponses, nil, nil),
            ("/v1/messages", .anthropic, nil, nil), ("/v2/chat", .cohere, nil, nil), ("/api/chat", .ollama, nil, nil),
            ("/api/generate", .ollama, nil, nil),
            ("/v1beta/models/gemini-3-pro:generateContent", .gemini, "gemini-3-pro", false),
            ("/v1beta/models/gemini-3-pro:streamGenerateContent", .gemini, "gemini-3-pro", true),
            ("/v1/models/gemini-3-pro:generateContent", .gemini, "gemini-3-pro", false),
            ("/v1beta/models/local/smollm2%3AgenerateContent", .gemini, "local/smollm2", false),
            (
                "/model/anthropic.claude-3-5-sonnet-20240620-v1%3A0/invoke", .bedrockInvoke,
                "anthropic.claude-3-5-sonnet-20240620-v1:0", false
            ),
            ("/model/a%2Fb/converse-stream", .bedrockConverse, "a/b", true),
            ("/model/a/b/converse", .bedrockConverse, "a/b", false),
            ("/model/x/invoke-with-response-stream", .bedrockInvoke, "x", true),
        ]
        for (path, dialect, model, streams) in expected {
            let known = GatewayPath(path)
            #expect(known?.dialect == dialect, "\(path)")
            #expect(known?.model == model, "\(path)")
            #expect(known?.streams == streams, "\(path)")
        }
    }

    @Test("Other paths are none of a chat")
    func others() {
        for path in [
            "", "/", "/v1", "/v1/models", "/v1/models/x", "/v1/models/x:countTokens", "/v1/chat",
            "/v1beta/x:generateContent",
            "/model", "/model/converse", "/model/x/other", "/v2/embed", "/api/tags", "/v1/chat/completions/x",
        ] {
            #expect(GatewayPath(path) == nil, "\(path)")
        }
    }

    @Test("An escape that is none stays as it is")
    func escapes() {
        #expect(GatewayPath("/model/50%/converse")?.model == "50%")
        #expect(GatewayPath("/model/%zz%4/converse")?.model == "%zz%4")
        #expect(GatewayPath("/model/%C3%A9/converse")?.model == "é")
        #expect(GatewayPath("/model/%FF/converse")?.model == "\u{FFFD}")
    }
}
