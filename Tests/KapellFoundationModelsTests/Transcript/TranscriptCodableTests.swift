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

private struct Chart: Transcript.CustomSegment {
    let id: String
    var content: [Int]
}

@Suite("A transcript as a file")
struct TranscriptCodableTests {
    private func all() throws -> Transcript {
        let schema = try GenerationSchema(
            jsonSchema: ["type": "object", "properties": ["b": ["type": "integer"], "a": ["type": "string"]]], name: "S"
        )
        let url = try #require(URL(string: "https://example.org/a.png"))
        return Transcript(entries: [
            .instructions(
                .init(
                    segments: [.text(.init(content: "Be brief."))],
                    toolDefinitions: [.init(name: "look", description: "Looks.", parameters: schema)])),
            .prompt(
                .init(
                    metadata: ["trace": 7],
                    segments: [
                        .text(.init(content: "Look")),
                        .attachment(.init(content: .image(.init(imageURL: url)), label: "picture")),
                        .attachment(.init(content: .image(.init(data: Data([1, 2]), mediaType: "image/png")))),
                        .attachment(.init(content: .data(.init(contentType: "text/csv", data: Data([3]))))),
                    ],
                    options: GenerationOptions(
                        samplingMode: .random(top: 3, seed: .max), temperature: 0.25, maximumResponseTokens: 9,
                        toolCallingMode: .required), responseFormat: .init(schema: schema),
                    contextOptions: ContextOptions(includeSchemaInPrompt: true, reasoningLevel: .custom("much")))),
            .reasoning(.init(segments: [.text(.init(content: "hm"))], signature: Data([0, 255]))),
            .toolCalls(
                .init([
                    .init(
                        id: "1", toolName: "look",
                        arguments: try GeneratedContent(json: #"{"z":1,"a":9007199254740993}"#))
                ])),
            .toolOutput(.init(id: "1", toolName: "look", segments: [.text(.init(content: "seen"))])),
            .response(
                .init(
                    metadata: ["finishReason": "stop"],
                    segments: [.structure(.init(schemaName: "S", content: GeneratedContent(properties: ["b": 1])))])),
        ])
    }

    @Test("What is written is read again, every kind of entry and segment, exactly")
    func roundTrip() throws {
        let transcript = try all()
        let data = try JSONEncoder().encode(transcript)
        let again = try JSONDecoder().decode(Transcript.self, from: data)
        #expect(again == transcript)
        let json = try JSONValue(parsing: data)
        #expect(json["version"] == 1)
        #expect(json["type"] == "Kapell.Transcript")
    }

    @Test("A custom segment is kept as its content, and written again as it came")
    func custom() throws {
        let transcript = Transcript(entries: [
            .response(.init(assetIDs: [], segments: [.custom(Chart(id: "c", content: [1, 2]))]))
        ])
        let again = try JSONDecoder().decode(Transcript.self, from: try JSONEncoder().encode(transcript))
        guard case .response(let response) = again[0], case .custom(let segment) = response.segments[0],
            let stored = segment as? Transcript.StoredSegment
        else {
            Issue.record("There is no custom segment.")
            return
        }
        #expect(stored.content == "[1,2]")
        #expect(stored.typeName.hasSuffix("Chart"))
        #expect(stored.description == "[1, 2]")
        #expect(try JSONDecoder().decode(Transcript.self, from: try JSONEncoder().encode(again)) == again)
    }

    @Test("A newer version, another file, and broken entries are refused with the place")
    func refused() throws {
        func message(_ text: String) -> String {
            do {
                _ = try JSONDecoder().decode(Transcript.self, from: Data(text.utf8))
                return ""
            } catch {
                return "\(error)"
            }
        }
        #expect(message(#"{"type": "Kapell.Transcript", "version": 2, "entries": []}"#).contains("version 2"))
        #expect(message(#"{"entries": []}"#).contains("not a transcript"))
        #expect(
            message(#"{"type": "Kapell.Transcript", "version": 1, "entries": [{"role": "singer", "id": "1"}]}"#)
                .contains("entries[0]"))
        #expect(
            message(
                #"{"type": "Kapell.Transcript", "version": 1, "entries": [{"role": "toolCalls", "id": "1", "calls": [{"id": "1", "name": "a", "arguments": "{"}]}]}"#
            )
            .contains("not JSON"))
    }

    @Test("Broken files never end the process")
    func fuzz() throws {
        var random = SeededGenerator(3)
        let data = [UInt8](try JSONEncoder().encode(try all()))
        for _ in 0..<500 {
            var bytes = data
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                if Bool.random(using: &random) {
                    bytes[place] = UInt8.random(in: 32...126, using: &random)
                } else {
                    bytes.remove(at: place)
                }
            }
            if let transcript = try? JSONDecoder().decode(Transcript.self, from: Data(bytes)) {
                #expect(HistoryRules.problems(in: transcript).isEmpty)
            }
        }
    }
}
