import KapellCore
import KapellDialects
import KapellFaults
import KapellProviders
import Testing

@Suite("Secrets")
struct SecretTests {
    @Test("A secret is not shown by anything that shows values")
    func hidden() throws {
        let secret = try Secret(" hunter2-4711\n")
        let credentials: [Credentials] = [
            .bearer(secret), .header("x-api-key", secret),
            .aws(AWSCredentials(accessKeyID: "AKID", secretAccessKey: secret, sessionToken: secret)),
        ]
        var options = ProviderOptions()
        options.credentials = credentials[0]
        let provider = try Provider(.openAI, options: options)
        var shown = "\(secret) \(credentials) \(options) \(provider) \(String(reflecting: provider)) \([secret: 1])"
        dump(credentials, to: &shown)
        dump(provider, to: &shown)
        #expect(!shown.contains("hunter2"))
        #expect(shown.contains("‹secret›"))
    }

    @Test("A key that no header field can carry is refused", arguments: ["", " \n", "a\r\nb", "schlüssel", "a\u{0}b"])
    func refused(_ text: String) {
        let error = #expect(throws: KapellError.self) { try Secret(text, named: "OPENAI_API_KEY") }
        #expect(error?.message.contains("OPENAI_API_KEY") == true)
    }

    @Test("A provider that repeats the key, or a header field's value, in its error does not give it away")
    func repeated() async throws {
        let key = "kq7-hunter2-4711"
        let field = "team-8e1f-hunter2"
        let message = "Incorrect API key provided: \(key) of \(field), sorry"
        let body = #"{"error":{"message":"\#(message)","type":"invalid_request_error"}}"#
        let faults = [Fault.answer(status: 401, type: "application/json", body: body)]
        try await Stage.withServer(.openAIChat, faults) { server in
            let model = try Stage.model(.openAIChat, port: server.port, key: key, headers: ["x-team": field])
            let reading = await Reading.events(model, try Stage.request(.openAIChat, streams: true))
            let failure = try #require(reading.failure)
            #expect(failure.error.code == .authentication)
            #expect(!"\(failure) \(failure.error.json)".contains("hunter2"))
            let answer = try #require(failure.answer)
            #expect(!String(decoding: answer.body, as: UTF8.self).contains("hunter2"))
            #expect(String(decoding: answer.body, as: UTF8.self).contains("sorry"))
        }
    }
}
