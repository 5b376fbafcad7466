import KapellFoundationModels
import KapellJSON
import KapellTesting

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

private struct Note: Transcript.CustomSegment {
    let id: String
    var content: String
}

/// Random entries of every kind, with every kind of segment, in no order that makes sense.
struct RandomParts {
    private let texts = ["", " ", "a", "b\n", "long text of some words"]
    private let ids = ["", "1", "2", "a b", "ü", "call_0"]
    private let schema: GenerationSchema
    private let image: Transcript.Segment
    private let address: Transcript.Segment

    init() throws {
        schema = try GenerationSchema(jsonSchema: ["type": "object"], name: "O")
        image = .attachment(.init(id: "i", content: .image(.init(data: Data([1, 2]), mediaType: "image/png"))))
        guard let url = URL(string: "https://example.org/a.png") else { throw Fault(name: "no address") }
        address = .attachment(.init(id: "u", content: .image(.init(imageURL: url)), label: "picture"))
    }

    func entry(_ random: inout SeededGenerator) -> Transcript.Entry {
        let kind = Int.random(in: 0...9, using: &random)
        let id = ids[Int.random(in: 0..<ids.count, using: &random)]
        switch kind {
        case 0: return .instructions(.init(id: "n", segments: [text(&random)], toolDefinitions: []))
        case 1, 2:
            let isTyped = Int.random(in: 0...3, using: &random) == 0
            return .prompt(
                .init(id: "p", segments: segments(&random), responseFormat: isTyped ? .init(schema: schema) : nil))
        case 3:
            let isProven = Bool.random(using: &random)
            let isSecret = Int.random(in: 0...2, using: &random) == 0
            return .reasoning(
                .init(
                    id: "t", segments: isSecret ? [] : [text(&random)],
                    signature: isProven ? Data("proof".utf8) : nil))
        case 4, 5:
            let count = Int.random(in: 0...3, using: &random)
            return .toolCalls(
                .init(
                    id: "c",
                    (0..<count).map { _ in
                        let id = ids[Int.random(in: 0..<ids.count, using: &random)]
                        let arguments =
                            Bool.random(using: &random)
                            ? GeneratedContent(properties: ["p": id]) : GeneratedContent("no object")
                        return .init(id: id, toolName: "look \(id)", arguments: arguments)
                    }))
        case 6, 7, 8: return .toolOutput(.init(id: id, toolName: "look", segments: segments(&random)))
        default: return .response(.init(id: "r", assetIDs: [], segments: segments(&random)))
        }
    }

    private func text(_ random: inout SeededGenerator) -> Transcript.Segment {
        .text(.init(id: "s", content: texts[Int.random(in: 0..<texts.count, using: &random)]))
    }

    private func segments(_ random: inout SeededGenerator) -> [Transcript.Segment] {
        switch Int.random(in: 0...11, using: &random) {
        case 0: []
        case 1: [image]
        case 2: [text(&random), address]
        case 3: [.custom(Note(id: "k", content: texts[Int.random(in: 0..<texts.count, using: &random)]))]
        case 4: [.structure(.init(id: "g", schemaName: "O", content: GeneratedContent(properties: ["a": 1])))]
        case 5: [text(&random), text(&random)]
        default: [text(&random)]
        }
    }
}
