import KapellCore
import KapellJSON
import KapellPrompts
import Testing

@Suite("Prompt files") struct PromptReaderTests {
    private let whole = """
        ---
        format: 1
        description: Sorts tickets.
        model: local/smollm2-135m-instruct
        input:
          text: {type: string, origin: document}
          tone: formal | plain
          limit: integer?
          labels: [string]
        output:
          queue: string
          urgent: boolean
        sampling: {temperature: 0.5, top_p: 0.9, top_k: 40, seed: 7}
        max_tokens: 64
        stop: ["END"]
        budget: {attempts: 2, tokens: 1000, seconds: 30}
        pack: {labels: 100}
        fewshot:
          examples:
            - input: {text: Lost parcel, tone: plain, labels: [a]}
              output: {queue: shipping, urgent: true}
          select: similarity
          count: 1
          by: text
        variants:
          - match: "other/*"
            body: "{{text}} {{tone}}"
            max_tokens: 9
        tests:
          - name: shipping
            input: {text: Where is it?, tone: plain, labels: [a, b]}
            expect: {fields: {queue: shipping}, excludes: [billing]}
        ---
        {{#system}}Sort into {{#labels}}{{.}} {{/labels}}.{{/system}}
        {{#user}}{{text}} ({{tone}}){{/user}}
        """

    @Test("A whole file is read with all its parts") func all() throws {
        let prompt = try prompt(whole)
        #expect(prompt.name == "test" && prompt.description == "Sorts tickets.")
        #expect(prompt.model == "local/smollm2-135m-instruct")
        #expect(prompt.input.fields.map(\.name) == ["text", "tone", "limit", "labels"])
        #expect(prompt.input.fields[0].origin == .document)
        #expect(prompt.input.schema["required"] == ["text", "tone", "labels"])
        #expect(prompt.input.schema["properties"]?["tone"]?["enum"] == ["formal", "plain"])
        #expect(prompt.output?.schema["properties"]?["urgent"]?["type"] == "boolean")
        #expect(prompt.packs == ["labels": 100])
        #expect(prompt.fewShot?.selection == .similarity && prompt.fewShot?.count == 1 && prompt.fewShot?.by == "text")
        #expect(prompt.variantPatterns == ["other/*"])
        #expect(prompt.tests.map(\.name) == ["shipping"])
        #expect(prompt.json["file"] == "test.prompt.md")
    }

    @Test("The version is that of the meaning: comments, quotes, order of keys and ends of lines do not count")
    func version() throws {
        let first = try prompt("---\nformat: 1\ndescription: A text\ninput: {text: string}\n---\n{{text}}\n")
        let second = try prompt(
            "---\r\n# a comment\r\ninput:\r\n  text: 'string'\r\ndescription: \"A text\"\r\nformat: 1\r\n---\r\n{{text}}\r\n"
        )
        #expect(first.version == second.version)
        #expect(first.version.description.count == 64 && first.version.short.count == 12)
    }

    @Test("A change of the front matter, the body or the examples gives another version") func versions() throws {
        let front = "---\nformat: 1\ninput: {text: string}\nfewshot: {file: a.jsonl}\n---\n"
        let example = #"{"input": {"text": "a"}, "output": "b"}"#
        let all = try [
            prompt(front + "{{text}}", examples: example),
            prompt(front + "{{text}}!", examples: example),
            prompt(front + "{{text}}", examples: example + "\n" + example),
            prompt(front.replacing("format: 1", with: "format: 1\nmax_tokens: 5") + "{{text}}", examples: example),
        ].map(\.version)
        #expect(Set(all).count == 4)
        let renamed = try prompt(front.replacing("a.jsonl", with: "b.jsonl") + "{{text}}", examples: example)
        #expect(renamed.version == all[0])
    }

    @Test(
        "What is wrong is said with file and line",
        arguments: [
            ("Hello", 1, "begins with a line"), ("---\nformat: 1\n", 3, "does not end"),
            ("---\n---\ntext", 2, "`format` is missing"), ("---\nformat: 2\n---\ntext", 2, "not one that is read"),
            ("---\nformat: 1\nmodl: x\n---\ntext", 3, "`modl` is not a key"),
            ("---\nformat: 1\ninput: {text: strin}\n---\n{{text}}", 3, "`strin` is no type"),
            ("---\nformat: 1\ninput: [a]\n---\n{{text}}", 3, "must be a mapping"),
            ("---\nformat: 1\ninput: {a b: string}\n---\ntext", 3, "which no template can name"),
            ("---\nformat: 1\ninput: {user: string}\n---\ntext", 3, "has a meaning in templates"),
            ("---\nformat: 1\nmax_tokens: many\n---\ntext", 3, "must be a whole number"),
            ("---\nformat: 1\nsampling: {temperature: 9}\n---\ntext", 3, "`sampling.temperature` must be"),
            ("---\nformat: 1\nformat: 1\n---\ntext", 2, "stands twice"),
            ("---\nformat: 1\n\tx: 1\n---\ntext", 3, "not valid YAML"),
            ("---\nformat: 1\nx: &a [1]\ny: *a\n---\ntext", 4, "Anchors and aliases"),
            ("---\nformat: 1\nx: !!binary aa\n---\ntext", 3, "Tags"),
            ("---\nformat: 1\n[a]: b\n---\ntext", 3, "A key is a list"),
            ("---\nformat: 1\n---\n", 4, "has no text"),
            ("---\nformat: 1\ninput: {text: string}\n---\na\n{{txt}}", 6, "`txt` is not one of"),
            ("---\nformat: 1\ninput: {text: string}\n---\na\n\n{{#text}}\nb", 7, "does not end"),
            ("---\nformat: 1\ninput: {text: string}\n---\n{{/text}}", 5, "ends a section that did not begin"),
            ("---\nformat: 1\n---\n{{> other}}", 4, "are not read"),
            ("---\nformat: 1\n---\n{{=<% %>=}}", 4, "are not read"),
            ("---\nformat: 1\ninput: {text: string}\n---\n{{uppercased(text)}}", 5, "calls a function"),
            ("---\nformat: 1\n---\na {{ b", 4, "does not end on its line"),
            ("---\nformat: 1\n---\n{{}}", 4, "is no name"),
            ("---\nformat: 1\n---\n{{#user}}a{{/user}}\nmore", 5, "belongs to no message"),
            ("---\nformat: 1\n---\n{{#user}}a{{/user}}\n{{#system}}b{{/system}}", 5, "is not the first"),
            ("---\nformat: 1\n---\n{{#system}}b{{/system}}", 4, "is not the user's"),
            ("---\nformat: 1\noutput: {type: object, minProperties: -1}\n---\ntext", 3, "is no JSON Schema"),
            ("---\nformat: 1\noutput: {$ref: '#/$defs/none'}\n---\ntext", 3, "/$defs/none"),
            (
                "---\nformat: 1\noutput: {n: {type: integer, minimum: 5, maximum: 1}}\n---\ntext", 3,
                "cannot be satisfied"
            ),
            (
                "---\nformat: 1\noutput: {type: object, required: [a], properties: {a: {$ref: '#'}}}\n---\ntext", 3,
                "cannot be satisfied"
            ),
            ("---\nformat: 1\nfewshot: {count: 1}\n---\ntext", 3, "needs `examples`, or `file`"),
            ("---\nformat: 1\nfewshot: {file: ../a.jsonl}\n---\ntext", 3, "beside the prompt"),
            (
                "---\nformat: 1\ninput: {a: string}\nfewshot:\n  examples:\n    - input: {a: 1}\n      output: x\n---\n{{a}}",
                6,
                "Example 1"
            ),
            ("---\nformat: 1\ntests:\n  - input: {a: 1}\n    expect: {equals: x}\n---\ntext", 4, "`tests[0].input`"),
            ("---\nformat: 1\ntests:\n  - name: x\n---\ntext", 4, "`tests[0].expect` is missing"),
            ("---\nformat: 1\npack: {a: 3}\n---\ntext", 3, "`pack.a` is not a key"),
            ("---\nformat: 1\nvariants:\n  - body: x\n---\ntext", 4, "must be a pattern"),
        ] as [(String, Int, String)])
    func mistakes(_ text: String, _ line: Int, _ part: String) {
        let error = refusal(text)
        #expect(error.message.hasPrefix("test.prompt.md:\(line): "), "\(error)")
        #expect(error.message.contains(part), "\(error)")
        #expect(error.remedy?.isEmpty == false && error.code == .configuration, "\(error)")
    }

    @Test("A mistake in a variant's body is said with its own line") func variantLine() {
        let error = refusal(
            "---\nformat: 1\ninput: {a: string}\nvariants:\n  - match: x\n    body: |\n      one\n      {{b}}\n---\n{{a}}"
        )
        #expect(error.message.hasPrefix("test.prompt.md:8: "), "\(error)")
    }

    @Test("A mistake in the examples' file is said with its line")
    func examples() {
        let front = "---\nformat: 1\ninput: {a: string}\nfewshot: {file: e.jsonl}\n---\n{{a}}"
        let good = #"{"input": {"a": "x"}, "output": "y"}"#
        #expect(refusal(front, examples: "\(good)\n\n{\"input\": ]").message.hasPrefix("e.jsonl:3: Column 11"))
        #expect(refusal(front, examples: "\(good)\n{\"input\": {}}").message.hasPrefix("e.jsonl:2: "))
        #expect(refusal(front, examples: #"{"input": {"a": "x"}, "output": "y", "z": 1}"#).message.contains("`z`"))
        #expect(refusal(front).message == "There is no file of examples.")
    }

    @Test(
        "What is too large is refused",
        arguments: [
            String(repeating: "x", count: 300_000),
            "---\nformat: 1\n" + String(repeating: "# x\n", count: 40_000) + "---\na",
            "---\nformat: 1\ninput: {a: string}\n---\n" + String(repeating: "{{a}}", count: 3_000),
            "---\nformat: 1\nx: [" + String(repeating: "1,", count: 30_000) + "1]\n---\na",
        ])
    func large(_ text: String) { #expect(refusal(text).code == .tooLarge) }

    @Test("Deep nesting is refused, of values and of sections") func deep() {
        let brackets = String(repeating: "[", count: 5_000) + String(repeating: "]", count: 5_000)
        #expect(refusal("---\nformat: 1\nx: \(brackets)\n---\na").code == .configuration)
        let sections = String(repeating: "{{#a}}", count: 900) + String(repeating: "{{/a}}", count: 900)
        #expect(refusal("---\nformat: 1\ninput: {a: string}\n---\n\(sections)").message.contains("nested more than 16"))
    }

    @Test("Aliases that grow without bound take no time") func aliases() {
        var yaml = "a0: &a0 {x: 1}\n"
        for index in 1..<200 { yaml += "a\(index): &a\(index) {? *a\(index - 1) : 1, ? [*a\(index - 1)] : 2}\n" }
        let time = ContinuousClock().measure {
            #expect(refusal("---\nformat: 1\n\(yaml)---\na").code == .configuration)
        }
        #expect(time < .seconds(20))
    }

    @Test(
        "A name is no path",
        arguments: ["", "..", "../a", "a/b", "A", ".a", "a b", "é", String(repeating: "a", count: 65)])
    func names(_ name: String) {
        #expect(!PromptName.isValid(name))
        #expect(throws: KapellError.self) { try PromptReader().read(Array(plain.utf8), name: name, file: "x") }
    }

    @Test("Text that is not UTF-8 is refused with its line") func encoding() {
        let bytes = Array("---\nformat: 1\n---\na\n".utf8) + [0xFF, 0x0A]
        let error = #expect(throws: KapellError.self) { try PromptReader().read(bytes, name: "a", file: "f") }
        #expect(error?.message.hasPrefix("f:5: ") == true)
    }
}
