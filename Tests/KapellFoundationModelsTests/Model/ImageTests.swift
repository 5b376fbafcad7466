import KapellCore
import KapellFoundationModels
import KapellJSON
import KapellTesting
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

private let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3]

/// Gives an image and some words.
private struct Camera: Tool {
    let name = "look"
    let description = "Takes a picture."
    let parameters: GenerationSchema

    init() throws { parameters = try GenerationSchema(jsonSchema: ["type": "object"], name: "Nothing") }

    func call(arguments: GeneratedContent) async throws -> Prompt {
        Prompt {
            "The door."
            Attachment(imageData: Data(png), mediaType: "image/png")
        }
    }
}

@Suite("Images of a session")
struct ImageTests {
    private func prompt(_ url: URL) -> Prompt {
        Prompt {
            "What is it?"
            Attachment(imageURL: url).label("picture")
        }
    }

    @Test("An image in memory, an address and a file reach the backend")
    func sent() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "kapell-image-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "a picture ü.png")
        try Data(png).write(to: file)
        let (session, backend) = session([.text(["1"]), .text(["2"]), .text(["3"])])
        try await session.respond {
            "What is it?"
            Attachment(imageData: Data(png), mediaType: "image/png")
        }
        try await session.respond(to: prompt(try #require(URL(string: "https://example.com/a.png"))))
        try await session.respond(to: prompt(file))
        let messages = try #require(backend.requests.last).messages
        #expect(messages[0].attachments == [ModelAttachment(.bytes(png), mediaType: "image/png")])
        #expect(messages[2].attachments == [ModelAttachment(.url("https://example.com/a.png"), label: "picture")])
        #expect(messages[4].attachments == [ModelAttachment(.bytes(png), mediaType: "image/png", label: "picture")])
        #expect(messages[4].content == "What is it?")
        // The transcript keeps the address.
        #expect(try JSONEncoder().encode(session.transcript).count < 4_000)
    }

    @Test("A file that is no image, none at all, or too large is not sent, and is named", arguments: [0, 1, 2, 3])
    func files(kind: Int) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "kapell-image-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "secret.png")
        let codes: [KapellError.Code] = [.invalidRequest, .notFound, .invalidRequest, .tooLarge]
        switch kind {
        case 0: try Data("password".utf8).write(to: file)
        case 2: try FileManager.default.createDirectory(at: file, withIntermediateDirectories: true)
        case 3: try Data(count: 20 * 1024 * 1024 + 1).write(to: file)
        default: break
        }
        let (session, backend) = session([.text(["later"])])
        let error = try #require(
            await #expect(throws: KapellError.self) { try await session.respond(to: prompt(file)) })
        #expect(error.code == codes[kind])
        #expect(error.message.contains("secret.png"))
        #expect(backend.count == 0)
        #expect(try await session.respond(to: "On.").content == "later")
    }

    @Test("A model without images refuses them before it is asked; instructions hold none")
    func refused() async throws {
        let image = Attachment(imageData: Data(png), mediaType: "image/png")
        let blind = ScriptedBackend(features: [.tools], [.text(["later"])])
        let session = LanguageModelSession(model: BackendModel(blind))
        let error = try #require(
            await #expect(throws: LanguageModelError.self) { try await session.respond { image } })
        guard case .unsupportedCapability(let refusal) = error else {
            Issue.record("\(error)")
            return
        }
        #expect(refusal.capability == .vision)
        #expect(error.code == .unsupported && !error.isRetryable)
        #expect(blind.count == 0)
        #expect(try await session.respond(to: "On.").content == "later")

        let backend = ScriptedBackend([.text(["no"])])
        let instructed = LanguageModelSession(model: BackendModel(backend)) {
            "Look."
            image
        }
        let other = try #require(
            await #expect(throws: LanguageModelError.self) { try await instructed.respond(to: "Go.") })
        guard case .unsupportedTranscriptContent(let content) = other else {
            Issue.record("\(other)")
            return
        }
        #expect(content.unsupportedContent.count == 1)
        #expect(backend.count == 0)
    }

    @Test("An image of a tool is shown up to the limit, and otherwise said to be there", arguments: [11, 10])
    func tool(limit: Int) async throws {
        let (session, backend) = session(
            [.toolCalls([call("1", "look", "{}")]), .text(["ok"])], tools: [try Camera()])
        session.policy.toolAttachmentLimit = limit
        try await session.respond(to: "Go.")
        let message = try #require(backend.requests[1].messages.last)
        #expect(message.attachments.count == (limit == 11 ? 1 : 0))
        #expect(message.content.hasPrefix("The door."))
        #expect(message.content.contains("11 bytes") == (limit == 10))
    }
}
