import KapellCore
import KapellJSON
import KapellPrompts
import KapellTesting
import Testing

@Suite("Any bytes as a prompt file") struct FuzzTests {
    private static let seeds = [
        plain,
        "---\nformat: 1\ninput: {a: string, l: [string], o: {type: object}}\noutput: {n: integer}\n---\n{{#system}}s{{/system}}{{#user}}{{a}}{{#l}}{{.}}{{^last()}},{{/last()}}{{/l}}{{/user}}",
        "---\nformat: 1\ninput: {a: string?}\nfewshot:\n  examples:\n    - {input: {a: x}, output: y}\nvariants:\n  - {match: 'a*', body: \"{{a}}\"}\ntests:\n  - {input: {a: x}, expect: {equals: y}}\n---\n{{#a}}{{a}}{{/a}}{{^a}}none{{/a}}{{! c }}{{{a}}}{{&a}}",
    ]
    private static let pieces = [
        "{{", "}}", "{{{", "}}}", "{{#a}}", "{{/a}}", "{{^a}}", "{{.}}", "{{a.b}}", "{{=", "{{>a}}", "{{<a}}", "{{$a}}",
        "{{%X}}",
        "{{last()}}", "{{#user}}", "{{/user}}", "---\n", "\n", "\t", ": ", "- ", "&a ", "*a ", "!!x ", "[", "]", "{",
        "}", "|\n", "\"",
        "'", "? ", "\u{10E000}", "\u{0}", "é", "\u{2028}", "{\u{301}", "\r", "#", "\\",
    ]

    @Test("It is read or refused with a file and a remedy, and what was read renders or is refused") func random() {
        var random = SeededGenerator(2_026)
        let clock = ContinuousClock()
        let end = clock.now + .milliseconds(1_800)
        var (accepted, refused) = (0, 0)
        while clock.now < end {
            var bytes = Array((Self.seeds.randomElement(using: &random) ?? plain).utf8)
            for _ in 0..<Int.random(in: 0...6, using: &random) {
                let place = Int.random(in: 0...bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes.insert(UInt8.random(in: .min ... .max, using: &random), at: place)
                case 1: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 0...9, using: &random)))
                case 2:
                    bytes.insert(contentsOf: Array((Self.pieces.randomElement(using: &random) ?? "").utf8), at: place)
                default: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 20)], at: place)
                }
            }
            do throws(KapellError) {
                let prompt = try PromptReader().read(bytes, name: "fuzz", file: "f")
                accepted += 1
                let values: JSONObject = ["a": "v", "text": "{{t}}", "l": ["x", "y"], "o": ["k": [1, .null]]]
                for input in [values, [:], ["a": "v"], ["text": "t"]] {
                    do throws(KapellError) {
                        let rendered = try prompt.render(input, model: "ab")
                        #expect(
                            rendered.messages.allSatisfy {
                                !$0.content.unicodeScalars.contains { $0.value >= 0x10_E000 }
                            })
                    } catch {
                        #expect(error.code == .invalidRequest || error.code == .tooLarge, "\(error)")
                    }
                }
            } catch {
                refused += 1
                #expect(error.message.hasPrefix("f:") && error.remedy?.isEmpty == false, "\(error)")
            }
        }
        #expect(accepted > 50 && refused > 50)
    }
}
