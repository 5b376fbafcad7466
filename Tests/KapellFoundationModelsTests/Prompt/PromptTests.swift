import KapellFoundationModels
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite("Prompts and instructions")
struct PromptTests {
    @Test("A builder takes texts, conditions, loops and optionals, a line apart")
    func builder() {
        let names = ["a", "b"]
        let isUrgent = true
        let note: String? = nil
        let prompt = Prompt {
            "First."
            if isUrgent { "Now." } else { "Later." }
            for name in names { "Name \(name)." }
            if let note { note }
            names
        }
        #expect(prompt.description == "First.\nNow.\nName a.\nName b.\na\nb")
    }

    @Test("Instructions are built like prompts")
    func instructions() {
        let instructions = Instructions {
            "Be brief."
            Instructions("Be kind.")
        }
        #expect(instructions.description == "Be brief.\nBe kind.")
    }

    @Test("A closure that throws hands its error on")
    func throwing() {
        #expect(throws: Fault.self) { try Prompt { try Self.fail() } }
    }

    private static func fail() throws -> String { throw Fault() }

    @Test("An attachment stands between the texts, under its label")
    func attachment() throws {
        let url = try #require(URL(string: "https://example.org/a.png"))
        let prompt = Prompt {
            "What is this?"
            Attachment(imageURL: url).label("picture")
            "Answer."
        }
        #expect(prompt.description == "What is this?\n[picture]\nAnswer.")
    }

    @Test("Generated content stands in a prompt as JSON")
    func content() {
        let prompt = Prompt(GeneratedContent(properties: ["a": 1]))
        #expect(prompt.description == #"{"a":1}"#)
    }
}
