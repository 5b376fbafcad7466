import KapellCore
import KapellJSON
import KapellKnowledge
import KapellServer
import KapellTesting
import Testing

@Suite("Searching and asking over HTTP", .timeLimit(.minutes(10))) struct SearchRouteTests {
    private static let mail = """
        Subject: Leases
        Content-Type: multipart/mixed; boundary=b

        --b

        The lease of the premises is below.
        --b
        Content-Type: text/markdown
        Content-Disposition: attachment; filename="lease.md"

        # Notice

        The Tenant may end the lease with ninety days of written notice to the Landlord.
        --b--

        """

    private func running(_ body: @escaping @Sendable (Int) async throws -> Void) async throws {
        let folder = try ConfigurationFolder()
        try folder.write("version: 1\nknowledge:\n  mails:\n    sources: [documents]\n", to: "kapell.yaml")
        try folder.write(Self.mail, to: "documents/leases.eml")
        let system = try await KapellSystem(project: try folder.project(), command: "test")
        try await system.knowledge("mails").ingest(["\(folder.path)/documents"])
        try await system.serving { try await body($0) }
    }

    private func post(_ path: String, _ body: JSONObject, _ port: Int) async throws -> WireResponse {
        let bytes = JSONValue.object(body).serializedBytes()
        let connection = try await WireConnection.open(port)
        defer { connection.close() }
        let head =
            "POST /kapell/v1/knowledge/mails/\(path) HTTP/1.1\r\nhost: 127.0.0.1:\(port)\r\n"
            + "content-type: application/json\r\ncontent-length: \(bytes.count)\r\n\r\n"
        try await connection.send(Array(head.utf8) + bytes)
        return try #require(await connection.response())
    }

    @Test(
        "A search says how it read a typing error unless it is told to leave it, and names the attachment of a passage",
        .enabled(if: PreparedModels.areThere))
    func search() async throws {
        try await running { port in
            for explain in [false, true] {
                let body: JSONObject = ["question": "written notcie of the Tenant", "explain": .bool(explain)]
                let read = try #require(try await post("search", body, port).json)
                #expect(read["read_as"] == "written notice of the Tenant", "\(read)")
                let passages = read["results"]?.arrayValue ?? []
                #expect(passages.contains { $0["part"] == "lease.md" && $0["page"] == .null }, "\(read)")
                var asTyped = body
                asTyped["as_typed"] = true
                let typed = try #require(try await post("search", asTyped, port).json)
                #expect(typed["read_as"] == nil && typed["results"] != nil)
            }
            #expect(try await post("search", ["question": "notice", "as_typed": "no"], port).status == 400)
        }
    }

    @Test("A citation and its event name the attachment", .enabled(if: PreparedModels.areThere))
    func ask() async throws {
        try await running { port in
            let question: JSONObject = [
                "question": "With how many days of written notice may the Tenant end the lease?"
            ]
            let answer = try #require(try await post("ask", question, port).json)
            #expect(answer["citations"]?[0]?["part"] == "lease.md", "\(answer)")
            var streamed = question
            streamed["stream"] = true
            let events = try await post("ask", streamed, port).text
            #expect(
                events.split(separator: "\n\n").contains {
                    $0.hasPrefix("event: citation") && $0.contains("\"part\":\"lease.md\"")
                })
        }
    }
}
