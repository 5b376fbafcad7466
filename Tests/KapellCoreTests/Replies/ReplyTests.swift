import KapellCore
import KapellJSON
import KapellTesting
import Testing

/// What a model wrote, and what is read of it where an object with a number `n` of 0 to 9 is asked for.
struct ReplyCase: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var text: String
    /// The value; nil where the reply is refused.
    var value: JSONValue?
    var reason: ReplyError.Reason?
    /// Whether the same comes out where nobody can say what fits.
    var isPlain = true

    static let all = [
        ReplyCase(testDescription: "bare", text: "\n{\"n\": 1} ", value: ["n": 1]),
        ReplyCase(testDescription: "in a fence", text: "```json\n{\"n\": 1}\n```", value: ["n": 1]),
        ReplyCase(testDescription: "in prose", text: "Sure {really} [2]: {\"n\": 1}. {fine}?", value: ["n": 1]),
        ReplyCase(testDescription: "as a string", text: #""{\"n\": 1}""#, value: ["n": 1]),
        ReplyCase(testDescription: "twice the same", text: #"{"n": 1} or {"n":1}"#, value: ["n": 1]),
        ReplyCase(testDescription: "alone and wrong", text: #"It is {"n": 12}."#, value: ["n": 12]),
        ReplyCase(testDescription: "of another form", text: "[1]", value: [1]),
        ReplyCase(
            testDescription: "one that fits among others", text: #"Not {"n": 12} nor {"m": 1}, but {"n": 2}."#,
            value: ["n": 2], isPlain: false),
        ReplyCase(
            testDescription: "one that fits, then others", text: #"{"n": 2}, not {"n": 12} nor {"m": 1}"#,
            value: ["n": 2], isPlain: false),
        ReplyCase(
            testDescription: "one that fits, then one that is cut", text: #"{"n": 2} {"n": "#, value: ["n": 2],
            isPlain: false),
        ReplyCase(
            testDescription: "one that fits, then one that is broken", text: #"{"n": 2} {"n": 3,}"#, value: ["n": 2],
            isPlain: false),
        ReplyCase(testDescription: "two that fit", text: #"{"n": 1} or {"n": 2}"#, reason: .several),
        ReplyCase(testDescription: "two that do not fit", text: #"{"n": 11} or {"n": 12}"#, reason: .several),
        ReplyCase(
            testDescription: "two that fit after one that does not", text: #"{"m": 1} {"n": 1} {"n": 2}"#,
            reason: .several),
        ReplyCase(testDescription: "one that does not fit, then a cut", text: #"{"n": 12} {"n": "#, reason: .cut),
        ReplyCase(testDescription: "cut", text: #"Here: {"n": "#, reason: .cut),
        ReplyCase(testDescription: "broken", text: #"{"n": 1,}"#, reason: .broken),
        ReplyCase(testDescription: "nothing", text: " \n", reason: .empty),
        ReplyCase(testDescription: "no JSON", text: "I cannot {do} that [now].", reason: .noValue),
        ReplyCase(
            testDescription: "too long", text: #"{"n": 1}"# + String(repeating: " ", count: 10_000), reason: .tooLong),
    ]
}

@Suite("The JSON of a reply")
struct ReplyTests {
    private static let schema: JSONValue = [
        "$ref": "#/$defs/a~1b", "$defs": ["a/b": ["type": "object", "properties": ["n": true]]],
    ]

    @Test("One value is read, or the reply is refused with the reason", arguments: ReplyCase.all)
    func table(_ reply: ReplyCase) {
        let forms = ReplyForms(allowedBy: Self.schema)
        #expect(forms == .object)
        let limits = JSONLimits(bytes: 10_000)
        func read(_ fits: ((JSONValue) -> Bool)?) -> (JSONValue?, ReplyError.Reason?) {
            do throws(ReplyError) {
                return (try Reply.read(Array(reply.text.utf8), forms: forms, limits: limits, fits: fits).value, nil)
            } catch {
                #expect(!error.message.isEmpty)
                return (nil, error.reason)
            }
        }
        #expect(read { (0...9).contains($0["n"]?.intValue ?? -1) } == (reply.value, reply.reason))
        #expect((read(nil) == (reply.value, reply.reason)) == reply.isPlain)
    }

    @Test("Where only a text can be meant, the whole reply is one, whatever it looks like")
    func texts() throws {
        for (text, wanted) in [
            ("\"yes\"", "yes"), (" yes it is\n", "yes it is"), ("42", "42"), ("```\n{\"a\": 1}\n```", #"{"a": 1}"#),
        ] {
            #expect(try Reply.read(Array(text.utf8), forms: .string).value == .string(wanted))
        }
        #expect(try Reply.read(Array("42".utf8), forms: [.string, .other]).value == 42)
        #expect(try Reply.read(Array("x 42".utf8), forms: [.string, .other]).value == "x 42")
        #expect(throws: ReplyError.self) { try Reply.read(Array("x 42".utf8), forms: .other) }
    }

    @Test("Replies made to be slow are read in time, also where each value is judged")
    func hostile() {
        let texts = [
            String(repeating: "{", count: 500_000), String(repeating: "{\"a\":[1}", count: 50_000),
            (0..<50_000).map { "{\"a\":\($0)} " }.joined(),
        ]
        for text in texts {
            var judged = 0
            do throws(ReplyError) {
                _ = try Reply.read(Array(text.utf8)) { _ in
                    judged += 1
                    return false
                }
                Issue.record("Nothing in it is one value.")
            } catch {
                #expect(!error.message.isEmpty && judged <= 50_000)
            }
        }
    }

    @Test("Any pieces of JSON end in a value or in a reason")
    func noise() {
        var generator = SeededGenerator(31)
        let parts = ["{", "}", "[", "]", "\"", "\"a\":", "1", ",", "\\", "```", "\n", " x ", "{\"n\":1}", "null", "é"]
        let forms: [ReplyForms] = [.all, .object, .array, .string, .other, [.string, .other]]
        for _ in 0..<5_000 {
            let text = (0..<Int.random(in: 0..<12, using: &generator)).map { _ in
                parts.randomElement(using: &generator) ?? ""
            }.joined()
            let form = forms.randomElement(using: &generator) ?? .all
            guard let plain = try? Reply.read(Array(text.utf8), forms: form) else { continue }
            // What is read without a judge is read with one that finds all well.
            #expect((try? Reply.read(Array(text.utf8), forms: form) { _ in true })?.value == plain.value)
        }
    }
}
