import KapellCore
import KapellJSON
import KapellKnowledge
import KapellServer
import KapellTesting
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite("Documents inside documents over HTTP", .timeLimit(.minutes(10))) struct PartRouteTests {
    private static let contract = "services-agreement.pdf"

    /// A mail with the example's PDF and a note.
    private static func mail() throws -> [UInt8] {
        let root = String(#filePath).split(separator: "/").dropLast(4).joined(separator: "/")
        let file = URL(filePath: "/\(root)/Examples/LegalAnalyzer/documents/\(contract)")
        let start =
            "Subject: Services\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nThe agreement is below.\n"
            + "--b\nContent-Type: text/plain\nContent-Disposition: attachment; filename=\"note.txt\"\n\nA note.\n"
        let attached =
            "--b\nContent-Type: application/pdf\nContent-Transfer-Encoding: base64\n"
            + "Content-Disposition: attachment; filename=\"\(contract)\"\n\n"
            + (try Data(contentsOf: file)).base64EncodedString() + "\n--b--\n"
        return Array((start + attached).utf8)
    }

    private func running(_ body: @escaping @Sendable (Int) async throws -> Void) async throws {
        let folder = try ConfigurationFolder()
        try folder.write("version: 1\nknowledge:\n  mails:\n    sources: [documents]\n", to: "kapell.yaml")
        try folder.write("A plain text.\n", to: "documents/a-plain.txt")
        try Data(Self.mail()).write(to: URL(filePath: "\(folder.path)/documents/mail.eml"))
        let system = try await KapellSystem(project: try folder.project(), command: "test")
        try await system.knowledge("mails").ingest(["\(folder.path)/documents"])
        try await system.serving { try await body($0) }
    }

    private func get(_ path: String, _ port: Int) async throws -> WireResponse {
        let connection = try await WireConnection.open(port)
        defer { connection.close() }
        let head = "GET /kapell/v1/knowledge/mails/documents\(path) HTTP/1.1\r\nhost: 127.0.0.1:\(port)\r\n\r\n"
        try await connection.send(Array(head.utf8))
        return try #require(await connection.response())
    }

    @Test(
        "A document lists its parts, and pages and places of a part are told by its number",
        .enabled(if: PreparedModels.areThere))
    func parts() async throws {
        try await running { port in
            let documents = try await get("", port).json?["documents"]?.arrayValue ?? []
            func id(_ name: String) throws -> Int {
                try #require(documents.first { $0["name"]?.stringValue == name }?["id"]?.intValue)
            }
            let plain = try #require(try await get("/\(id("a-plain.txt"))", port).json)
            #expect(plain["parts"] == nil && plain["text"] == "A plain text.\n")
            let mail = "/\(try id("mail.eml"))"
            let document = try #require(try await get(mail, port).json)
            let text = Array(try #require(document["text"]?.stringValue).utf8)
            let parts = document["parts"]?.arrayValue ?? []
            try #require(parts.count == 2)
            #expect(parts.map { $0["number"] } == [1, 2])
            #expect(parts.map { $0["name"] } == ["note.txt", .string(Self.contract)])
            #expect(parts.map { $0["kind"] } == ["text", "pdf"])
            let count = try #require(parts[1]["pages"]?.intValue)
            #expect(parts[0]["pages"] == 0 && count > 2)
            let (start, end) = (parts[1]["start"]?.intValue ?? 0, parts[1]["end"]?.intValue ?? 0)
            #expect(end <= text.count && text[start..<end].starts(with: Self.contract.utf8))

            let image = try await get("\(mail)/pages/2?side=200&part=2", port)
            #expect(image.status == 200 && image.headers["content-type"] == "image/png")
            for (path, status) in [
                ("/pages/\(count + 1)?part=2", 404), ("/pages/1?part=3", 404), ("/pages/1?part=0", 404),
                ("/pages/1?part=1", 404), ("/pages/1", 404), ("/pages/1?part=x", 400),
            ] {
                #expect(try await get("\(mail)\(path)", port).status == status, "\(path)")
            }
            let places =
                try await get("\(mail)/places?start=\(end - 200)&end=\(end)", port).json?["places"]?.arrayValue ?? []
            #expect(!places.isEmpty && places.allSatisfy { $0["part"] == 2 && ($0["page"]?.intValue ?? 0) > 1 })
            let none = try await get("\(mail)/places?start=0&end=8", port).json
            #expect(none?["places"]?.arrayValue?.isEmpty == true)
        }
    }
}
