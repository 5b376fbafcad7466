import KapellCore
import KapellJSON
import KapellKnowledge
import KapellServer
import KapellTesting
import Testing

@Suite("Questions in a conversation over HTTP", .timeLimit(.minutes(10))) struct ConversationRouteTests {
    private static let lease = """
        # Lease

        The Landlord lets the premises at Quay Street to the Tenant.

        ## Notice

        The Tenant may end the lease with ninety days of written notice to the Landlord.

        """
    private static let loan = """
        # Loan

        The Lender lends the Borrower EUR 900 at Quay Street.

        ## Notice

        The Borrower may end the loan with sixty days of written notice to the Lender.

        """
    private static let first = "With how many days of written notice may the lease be ended?"

    /// A server with two contracts; they are indexed where the models are there.
    private func running(_ body: @escaping @Sendable (Int) async throws -> Void) async throws {
        let folder = try ConfigurationFolder()
        try folder.write("version: 1\nknowledge:\n  contracts:\n    sources: [documents]\n", to: "kapell.yaml")
        try folder.write(Self.lease, to: "documents/lease.md")
        try folder.write(Self.loan, to: "documents/loan.md")
        let system = try await KapellSystem(project: try folder.project(), command: "test")
        if PreparedModels.areThere { try await system.knowledge("contracts").ingest(["\(folder.path)/documents"]) }
        try await system.serving { try await body($0) }
    }

    private func ask(_ port: Int, _ body: JSONObject) async throws -> WireResponse {
        let bytes = JSONValue.object(body).serializedBytes()
        let connection = try await WireConnection.open(port)
        defer { connection.close() }
        let head =
            "POST /kapell/v1/knowledge/contracts/ask HTTP/1.1\r\nhost: 127.0.0.1:\(port)\r\n"
            + "content-type: application/json\r\ncontent-length: \(bytes.count)\r\n\r\n"
        try await connection.send(Array(head.utf8) + bytes)
        return try #require(await connection.response())
    }

    /// The events of a stream, with their names.
    private func events(_ response: WireResponse) throws -> [(name: String, data: JSONValue)] {
        try response.text.split(separator: "\n\n").compactMap { block in
            let lines = block.split(separator: "\n")
            guard let name = lines.first(where: { $0.hasPrefix("event: ") })?.dropFirst(7) else { return nil }
            let data = lines.filter { $0.hasPrefix("data: ") }.map { $0.dropFirst(6) }.joined(separator: "\n")
            return (String(name), try JSONValue(parsing: data))
        }
    }

    @Test("A question is read behind the earlier ones, whole and streamed", .enabled(if: PreparedModels.areThere))
    func followUp() async throws {
        try await running { port in
            let body: JSONObject = ["question": "And the loan?", "conversation": [.string(Self.first)]]
            let response = try await ask(port, body)
            let whole = try #require(response.json)
            #expect(response.status == 200)
            let read = try #require(whole["read_as"]?.stringValue, "\(whole)")
            #expect(read.contains("written notice") && read.hasSuffix("And the loan?") && !read.contains("lease"))
            #expect(whole["refused"] == false && whole["citations"]?[0]?["document"] == "loan.md", "\(whole)")

            var streamed = body
            streamed["stream"] = true
            let events = try events(try await ask(port, streamed))
            #expect(events.first?.name == "run" && events.last?.name == "done")
            for key in ["answer", "refused", "citations", "read_as"] {
                #expect(events.last?.data[key] == whole[key], "\(key)")
            }

            // A question that stands for itself is not read otherwise, nor is one without earlier ones.
            let other: JSONObject = ["question": .string(Self.first), "conversation": ["What is the loan?"]]
            let alone = try #require(try await ask(port, other).json)
            #expect(alone["read_as"] == nil && alone["citations"]?[0]?["document"] == "lease.md", "\(alone)")
            for none: JSONValue in [.null, []] {
                let answer = try await ask(port, ["question": .string(Self.first), "conversation": none])
                #expect(answer.status == 200 && answer.json?["read_as"] == nil)
            }
        }
    }

    @Test(
        "Too many earlier questions, and ones that are too long or empty, are refused before a stream begins",
        .enabled(if: PreparedModels.areThere))
    func limits() async throws {
        try await running { port in
            let many = [JSONValue](repeating: .string(Self.first), count: 17)
            let long = JSONValue.string(String(repeating: "long ", count: 2_000))
            let wrong: [(JSONValue, Int, String)] = [
                (.array(many), 413, "17 earlier questions were given; the limit is 16."), ([long], 413, "8192"),
                (["  "], 400, "The question is empty."),
            ]
            for (conversation, status, words) in wrong {
                for stream in [false, true] {
                    let response = try await ask(
                        port,
                        ["question": "And the loan?", "conversation": conversation, "stream": .bool(stream)])
                    #expect(response.status == status, "\(response.text)")
                    #expect(response.json?["error"]?["message"]?.stringValue?.contains(words) == true, "\(words)")
                    #expect(response.json?["error"]?["remedy"]?.stringValue != nil)
                }
            }
            let most = try await ask(port, ["question": "And the loan?", "conversation": .array(many.dropLast())])
            #expect(most.status == 200)
        }
    }

    @Test("A conversation that is no list of texts is an invalid request, whole and streamed")
    func types() async throws {
        try await running { port in
            let wrong: [JSONValue] = [
                .string(Self.first), 5, true, [5], [.string(Self.first), .null], [[.string(Self.first)]],
                ["question": .string(Self.first)],
            ]
            for conversation in wrong {
                for stream in [false, true] {
                    let response = try await ask(
                        port,
                        ["question": "And the loan?", "conversation": conversation, "stream": .bool(stream)])
                    #expect(response.status == 400, "\(conversation): \(response.text)")
                    #expect(response.json?["error"]?["code"] == "invalidRequest")
                    #expect(
                        response.json?["error"]?["message"]
                            == "`conversation` must be a list of texts: the earlier questions, the oldest first.")
                }
            }
        }
    }
}
