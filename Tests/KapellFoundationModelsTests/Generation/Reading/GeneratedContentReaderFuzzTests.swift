import KapellFoundationModels
import KapellJSON
import KapellTesting
import Testing

@Suite struct GeneratedContentReaderFuzzTests {
    @Test("Prose, fences and pieces at random change nothing about the value that is found")
    func wrapped() throws {
        var generator = SeededGenerator(11)
        let before = ["", "Sure! ", "Here it is (see {below} or [x]):\n", "```json\n", "é {{x}} 👍 "]
        let after = ["", "\n```", " Hope that helps {really}.", "\n\n"]
        for _ in 0..<300 {
            let trip = GeneratedContentFuzzTests.randomTrip(&generator)
            let json = trip.generatedContent.jsonString
            let text =
                (before.randomElement(using: &generator) ?? "") + json + (after.randomElement(using: &generator) ?? "")
            var reader = GeneratedContentReader(schema: GeneratedContentFuzzTests.Trip.generationSchema)
            var rest = text[...]
            while !rest.isEmpty {
                let piece = rest.prefix(Int.random(in: 1...7, using: &generator))
                reader.append(String(piece))
                rest = rest.dropFirst(piece.count)
                if let content = reader.content {
                    _ = try GeneratedContentFuzzTests.Trip.PartiallyGenerated(content)
                }
            }
            #expect(reader.content?.jsonString == json)
            let reading = try reader.finish()
            #expect(reading.content.jsonString == json)
            #expect(try GeneratedContentFuzzTests.Trip(reading.content) == trip)
            #expect(reading.dropped.isEmpty == (text.trimmedOfSpace == json))
        }
    }

    @Test("Noise ends in a value or an error, and what streams is never more than what is found")
    func noise() {
        var generator = SeededGenerator(12)
        let parts = ["{", "}", "[", "]", "\"", "\"a\":", "1", ",", "\\", "```", "\n", " x ", "{\"a\":1}", "null", "é"]
        for _ in 0..<15_000 {
            let pieces = (0..<Int.random(in: 0..<12, using: &generator)).map { _ in
                parts.randomElement(using: &generator) ?? ""
            }
            var reader = GeneratedContentReader(schema: nil)
            for piece in pieces {
                reader.append(piece)
                _ = reader.content?.jsonString
            }
            _ = try? reader.finish()
            if let reading = try? GeneratedContentReader.read(pieces.joined()) {
                #expect(reading.content.isComplete)
            }
        }
    }

    @Test("Replies made to be slow are read in time")
    func hostile() {
        let texts = [
            String(repeating: "{", count: 1_000_000),
            String(repeating: "{\"a\":", count: 100_000),
            String(repeating: "{\"a\":[1}", count: 100_000),
            String(repeating: "{x} ", count: 300_000),
            String(repeating: "{\"a\":1} ", count: 100_000),
            String(repeating: "[\"", count: 300_000),
        ]
        for text in texts {
            var reader = GeneratedContentReader(schema: nil)
            var rest = text.utf8[...]
            while !rest.isEmpty {
                reader.append(String(decoding: rest.prefix(4_096), as: UTF8.self))
                rest = rest.dropFirst(4_096)
            }
            _ = try? reader.finish()
        }
        #expect(throws: GeneratedContent.ParsingError.self) { try GeneratedContentReader.read(texts[0]) }
    }
}

extension String {
    fileprivate var trimmedOfSpace: String {
        var rest = self[...]
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}
