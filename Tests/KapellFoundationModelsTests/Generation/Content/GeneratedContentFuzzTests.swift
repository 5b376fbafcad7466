import KapellFoundationModels
import KapellJSON
import KapellTesting
import Testing

@Suite struct GeneratedContentFuzzTests {
    @Generable
    struct Trip: Equatable {
        let title: String
        let days: [Day]
        let budget: Int?
        let mood: Mood

        @Generable
        struct Day: Equatable {
            let name: String
            let stops: [Stop]
        }
    }

    @Generable enum Mood { case calm, calmer, wild }

    @Generable
    enum Stop: Equatable {
        case walk(minutes: Int)
        case meal(name: String, price: Double?)
        case rest
    }

    static func randomTrip(_ generator: inout SeededGenerator) -> Trip {
        let words = ["Rom", "é\"\\", "", "a\nb", "👩‍👩‍👧", "calm", "x y"]
        func word(_ generator: inout SeededGenerator) -> String { words.randomElement(using: &generator) ?? "" }
        func stop(_ generator: inout SeededGenerator) -> Stop {
            switch Int.random(in: 0..<3, using: &generator) {
            case 0: .walk(minutes: Int.random(in: -5...Int.max, using: &generator))
            case 1:
                .meal(
                    name: word(&generator),
                    price: Bool.random(using: &generator) ? Double.random(in: 0...9, using: &generator) : nil)
            default: .rest
            }
        }
        let days = (0..<Int.random(in: 0..<4, using: &generator)).map { _ in
            Trip.Day(
                name: word(&generator),
                stops: (0..<Int.random(in: 0..<4, using: &generator)).map { _ in stop(&generator) })
        }
        return Trip(
            title: word(&generator), days: days,
            budget: Bool.random(using: &generator) ? Int.random(in: Int.min...Int.max, using: &generator) : nil,
            mood: [Mood.calm, .calmer, .wild].randomElement(using: &generator) ?? .calm)
    }

    @Test("A value survives the way through JSON, and satisfies its schema")
    func roundTrip() throws {
        var generator = SeededGenerator(1)
        for _ in 0..<300 {
            let trip = Self.randomTrip(&generator)
            let content = try GeneratedContent(json: trip.generatedContent.jsonString)
            #expect(try Trip(content) == trip)
            #expect(try Trip.generationSchema.violations(in: content) == [])
        }
    }

    @Test("Every beginning of a value can be shown: nothing throws, and what was complete stays")
    func truncations() throws {
        var generator = SeededGenerator(2)
        for _ in 0..<25 {
            let text = Self.randomTrip(&generator).generatedContent.jsonString
            let id = GenerationID()
            var days = 0
            for length in 1...text.utf8.count {
                let piece = String(decoding: Array(text.utf8.prefix(length)), as: UTF8.self)
                // A cut within a character is no text that a stream would give.
                guard text.hasPrefix(piece) || piece == text else { continue }
                let content = try GeneratedContent(json: piece, id: id)
                let partial = try Trip.PartiallyGenerated(content)
                #expect(partial.id == id)
                #expect(content.isComplete == (piece == text))
                #expect((partial.days?.count ?? 0) >= days)
                days = partial.days?.count ?? 0
                #expect(try content.partialValue(of: Trip.self) != nil)
            }
        }
    }

    @Test("Bytes at random are content or an error, never a crash")
    func noise() {
        var generator = SeededGenerator(3)
        let alphabet = Array("{}[]\",:0123456789.eE+-truefalsn \\u\n\u{e9}x")
        var good = 0
        for _ in 0..<20_000 {
            let text = String(
                (0..<Int.random(in: 0..<24, using: &generator)).map { _ in
                    alphabet.randomElement(using: &generator) ?? " "
                })
            if let content = try? GeneratedContent(json: text) {
                good += 1
                _ = try? Trip.PartiallyGenerated(content)
                #expect((try? GeneratedContent(json: content.jsonString)) != nil)
            }
        }
        #expect(good > 50)
    }
}
