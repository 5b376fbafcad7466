import KapellCore
import KapellJSON
import KapellPrompts
import KapellTesting
import Testing

@Suite("Running prompts") struct RunnerTests {
    private let body = "{{#system}}Sort.{{/system}}{{#user}}{{text}}{{/user}}"

    private func sorter(_ more: String = "") throws -> Prompt {
        try prompt(
            input: "{text: string}", body: body,
            more: "output: {queue: shipping | billing, n: integer?}\nschema_in_prompt: false" + more)
    }

    @Test("A text is the answer where there is no output schema; it comes in pieces") func text() async throws {
        let backend = ScriptedBackend([.text(["Hel", "lo ", "\n"])])
        var pieces: [String] = []
        var result: PromptResult?
        for try await event in PromptRunner(backend: backend).stream(try prompt(plain), input: ["text": "x"]) {
            switch event {
            case .answer(let piece): pieces.append(piece)
            case .done(let done): result = done
            case .draft, .verdict: Issue.record("Nothing is verified here")
            case .run: break
            }
        }
        #expect(pieces == ["Hel", "lo ", "\n"])
        #expect(result?.output == "Hello" && result?.attempts == 1)
    }

    @Test(
        "The JSON is found alone, in a fence, and in prose",
        arguments: [
            #"{"queue": "shipping"}"#, "```json\n{\"queue\": \"shipping\"}\n```",
            #"Sure {really}! Here: {"queue": "shipping", "n": 1} and [1]"#,
            #"{"queue": "other"} no, rather {"queue": "billing"}"#, #"[{"queue": "x"}] {"queue": "shipping"}"#,
        ])
    func found(_ answer: String) async throws {
        let result = try await PromptRunner(backend: ScriptedBackend([.text([answer])])).run(
            try sorter(), input: ["text": "x"])
        #expect(result.output["queue"]?.stringValue != "other" && result.output.objectValue != nil)
    }

    @Test(
        "A bad answer is the documented value or error",
        arguments: [
            (#"{"queue": "shipping", "queue": "billing"}"#, nil),
            (#"{"queue": "billing", "n": 9223372036854775807}"#, nil),
            (#"Either {"queue": "x"} or {"queue": "billing", "n": 1} or {"n": "#, nil),
            (#"{"queue": "billing", "more": 1}"#, "/more"), (#"{"queue": "billing", "n": "one"}"#, "/n"),
            (#"{"queue": "billing", "n": 18446744073709551616}"#, "64"),
            (#"{"queue": "billing",}"#, "error in its JSON"),
            (#"{"queue": "billing"} or {"queue": "shipping"}"#, "two different JSON values"), ("", "holds no JSON"),
        ] as [(String, String?)])
    func bad(_ answer: String, _ problem: String?) async throws {
        do {
            let result = try await PromptRunner(backend: ScriptedBackend([.text([answer])])).run(
                try sorter("\nbudget: {attempts: 1}"), input: ["text": "x"])
            #expect(problem == nil && result.output["queue"] == "billing")
        } catch let error as KapellError {
            #expect(error.code == .model && error.message.contains(problem ?? "?"), "\(error)")
        }
    }

    @Test("An answer of 10 MB is read, and one of 100,000 elements; one of 17 MB is refused") func large() async throws
    {
        let prompt = try prompt(
            input: "{text: string}", body: body,
            more: "output: {type: array, items: {type: string}}\nbudget: {attempts: 1}")
        for (count, length, isRead) in [(1, 10_000_000, true), (100_000, 1, true), (1, 17_000_000, false)] {
            let item = "\"" + String(repeating: "x", count: length) + "\""
            let answer = "[" + Array(repeating: item, count: count).joined(separator: ",") + "]"
            let backend = ScriptedBackend(answer: { _, _ in .text([answer]) })
            do {
                let result = try await PromptRunner(backend: backend).run(prompt, input: ["text": "x"])
                #expect(isRead && result.output.arrayValue?.count == count)
                #expect(result.output.arrayValue?.first?.stringValue?.utf8.count == length)
            } catch let error as KapellError {
                #expect(!isRead && error.message.contains("more than \(Reply.limits.bytes) bytes"))
            }
        }
    }

    @Test("A failed answer is asked for again with what was wrong, and is replaced, not appended") func again()
        async throws
    {
        let backend = ScriptedBackend([
            .text(["Well."]), .text([#"{"queue": "lost"}"#]), .text([#"{"queue": "billing"}"#]),
        ])
        let result = try await PromptRunner(backend: backend).run(try sorter(), input: ["text": "x"])
        #expect(result.output == ["queue": "billing"] && result.attempts == 3)
        #expect(result.verdicts.map(\.decision) == [.retry, .retry, .accept])
        let requests = backend.requests
        #expect(requests.map(\.messages.count) == [2, 2, 2])
        #expect(requests[1].messages[1].content.hasPrefix("x\n\nAn earlier answer was rejected: it holds no JSON"))
        #expect(requests[2].messages[1].content.contains("/queue"))
        #expect(
            !requests[2].messages[1].content.contains("holds no JSON")
                && !requests[2].messages[1].content.contains("Well."))
    }

    @Test("Without an accepted answer within the attempts it is an error that says why") func exhausted() async throws {
        let backend = ScriptedBackend([.text(["a"]), .text(["b"])])
        let error = await #expect(throws: KapellError.self) {
            try await PromptRunner(backend: backend).run(try sorter("\nbudget: {attempts: 2}"), input: ["text": "x"])
        }
        #expect(error?.code == .model && error?.message.contains("2 attempts") == true)
        #expect(error?.message.contains("holds no JSON") == true)
    }

    @Test("Attempts end with the budget of tokens, and with the time") func budgets() async throws {
        let backend = ScriptedBackend(Array(repeating: .text(["no"]), count: 5))
        let tokens = await #expect(throws: KapellError.self) {
            try await PromptRunner(backend: backend).run(
                try sorter("\nbudget: {attempts: 5, tokens: 3}"), input: ["text": "x"])
        }
        #expect(tokens?.message.contains("tokens") == true && backend.requests.count < 5)
    }

    @Test("What is cut is told to be cut") func cut() async throws {
        let backend = ScriptedBackend([
            .events([.text(#"{"queue": "ship"#), .finished(.length)]), .text([#"{"queue": "shipping"}"#]),
        ])
        _ = try await PromptRunner(backend: backend).run(try sorter(), input: ["text": "x"])
        #expect(backend.requests[1].messages[1].content.contains("cut before its JSON was complete"))
    }

    @Test("A text that the schema asks for needs no quotation marks") func enumeration() async throws {
        let prompt = try prompt(
            input: "{text: string}", body: body, more: "output: {type: string, enum: [yes it is, 'no']}")
        let result = try await PromptRunner(backend: ScriptedBackend([.text([" no\n"])])).run(
            prompt, input: ["text": "x"])
        #expect(result.output == "no")
        let quoted = try await PromptRunner(backend: ScriptedBackend([.text(["\"yes it is\""])])).run(
            prompt, input: ["text": "x"])
        #expect(quoted.output == "yes it is")
    }

    @Test("An answer is held to the texts of a list; where none comes, the nearest in meaning is taken")
    func oneOf() async throws {
        let prompt = try prompt(
            input: "{text: string, labels: [string]}", body: "{{text}}: {{labels}}", more: "one_of: labels")
        let input: JSONObject = ["text": "a late train", "labels": ["apple", "train"]]
        let right = try await PromptRunner(backend: ScriptedBackend([.text(["It is an Apple."])])).run(
            prompt, input: input)
        #expect(right.output == "apple")
        let wrong = ScriptedBackend(Array(repeating: .text(["neither"]), count: 9))
        let nearest = try await PromptRunner(backend: wrong, embedder: WordHashEmbedder()).run(prompt, input: input)
        #expect(nearest.output == "train" && nearest.attempts == 3 && nearest.verdicts.last?.decision == .fix)
        await #expect(throws: KapellError.self) { try await PromptRunner(backend: wrong).run(prompt, input: input) }
        #expect(
            refusal("---\nformat: 1\ninput: {a: string}\none_of: a\n---\n{{a}}").message.contains("`one_of` must name"))
    }

    @Test("Each run is in the journal with the prompt's name and version") func journal() async throws {
        let journal = MemoryJournal()
        let prompt = try sorter()
        let runner = PromptRunner(backend: ScriptedBackend([.text([#"{"queue": "billing"}"#])]), journal: journal)
        let result = try await runner.run(prompt, input: ["text": "x"])
        let run = try #require(try await journal.run(result.run))
        #expect(run.summary.kind == "prompt" && run.summary.subject == "test@\(prompt.version.short)")
        #expect(run.summary.status == .succeeded)
        let request = try #require(run.entries.first { $0.event.type == .modelRequest })
        #expect(request.event.data["version"]?.stringValue == prompt.version.description)
        #expect(request.event.data["origins"] == ["developer", "user"])
        #expect(run.entries.map(\.event.type).contains(.verdict))
        let failing = PromptRunner(backend: ScriptedBackend([]), journal: journal)
        await #expect(throws: KapellError.self) { try await failing.run(prompt, input: ["text": "x"]) }
        #expect(try await journal.runs(limit: 9, before: nil).map(\.status).contains(.failed))
    }

    @Test("An input that does not fit asks no model and opens no run") func input() async throws {
        let (backend, journal) = (ScriptedBackend([]), MemoryJournal())
        let error = await #expect(throws: KapellError.self) {
            try await PromptRunner(backend: backend, journal: journal).run(try sorter(), input: ["txt": 1])
        }
        #expect(error?.code == .invalidRequest && backend.requests.isEmpty && journal.events.isEmpty)
    }

    @Test("Settings of the file reach the model, those of a variant first") func settings() async throws {
        let prompt = try prompt(
            input: "{text: string}", body: body,
            more:
                "sampling: {temperature: 0.5, seed: 3}\nmax_tokens: 20\nstop: [END]\nvariants:\n  - {match: 'scripted/*', max_tokens: 5}"
        )
        let backend = ScriptedBackend([.text(["a"])])
        let result = try await PromptRunner(backend: backend).run(prompt, input: ["text": "x"])
        let request = try #require(backend.requests.first)
        #expect(request.maximumResponseTokens == 5 && request.stop == ["END"])
        #expect(request.sampling == SamplingOptions(temperature: 0.5, seed: 3))
        #expect(result.variant == "scripted/*")
    }

    @Test("The tests of a file are run; what is wrong is listed") func tests() async throws {
        let prompt = try prompt(
            input: "{text: string}", body: body,
            more: """
                tests:
                  - {name: one, input: {text: a}, expect: {equals: "Yes ", max_characters: 3}}
                  - {name: two, input: {text: a}, expect: {includes: [no], excludes: [maybe]}}
                  - {name: three, input: {text: a}, expect: {includes: x}}
                """)
        let backend = ScriptedBackend([.text(["Yes"]), .text(["Maybe"])])
        let results = try await PromptRunner(backend: backend).test(prompt)
        #expect(results.map(\.holds) == [true, false, false])
        #expect(results[1].problems == ["it must hold `no`", "it must not hold `maybe`"])
        #expect(results[2].output == nil && results[2].problems.first?.contains("no turn left") == true)
    }

    @Test("Who stops listening stops the model") func cancelled() async throws {
        let journal = MemoryJournal()
        let prompt = try sorter("\nbudget: {attempts: 20}")
        let backend = ScriptedBackend(Array(repeating: .text(["no"]), count: 20))
        for try await event in PromptRunner(backend: backend, journal: journal).stream(prompt, input: ["text": "x"]) {
            if case .verdict = event { break }
        }
        for _ in 0..<200 where try await journal.runs(limit: 1, before: nil).first?.status == .running {
            try await Task.sleep(for: .milliseconds(5))
        }
        let status = try await journal.runs(limit: 1, before: nil).first?.status
        #expect(status == .cancelled || status == .failed)
    }
}
