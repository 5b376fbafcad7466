import KapellCore
import KapellExamples
import KapellTesting
import KapellWorkflows
import Synchronization
import Testing

@Suite("Examples of workflows") struct WorkflowExampleTests {
    @Test("Questions are answered at the same time, and the text is corrected a few times at most")
    func graph() async throws {
        let asked = Mutex(0)
        let text = try await research("a lute") { question in
            asked.withLock { $0 += 1 }
            return question.hasPrefix("Correct: ") ? String(repeating: "long ", count: 40) : "[\(question)]"
        }
        #expect(text == String(repeating: "long ", count: 40))
        // Two questions, one correction, and three more.
        #expect(asked.withLock { $0 } == 6)
        #expect(try researchWorkflow { $0 }.mermaid().contains("== each ==>"))
    }

    private struct TestBank: Bank {
        let paid: @Sendable (String, Int?) -> String?
        func pay(_ amount: Int, key: String) async throws -> String { paid(key, amount) ?? "" }
        func receipt(for key: String) async throws -> String? { paid(key, nil) }
    }

    @Test("A payment is made once, however often its run is gone on with") func effects() async throws {
        let book = Mutex<[String: String]>([:])
        let bank = TestBank { key, amount in
            book.withLock { book in
                if let amount { book[key] = "receipt over \(amount)" }
                return book[key]
            }
        }
        let journal = MemoryJournal()
        let run = try #require(RunID("01JD0000000000000000000000"))
        for _ in 0..<2 {
            #expect(try await pay(12, run: run, bank: bank, journal: journal) == "receipt over 12")
        }
        #expect(book.withLock { $0.count } == 1)
    }

    @Test("A letter is corrected, approved and sent") func approval() async throws {
        let sent = Mutex<[String]>([])
        let written = Mutex(0)
        let workflow = try letterWorkflow {
            written.withLock { $0 += 1 }
            return "Dear sir"
        } send: { text in
            sent.withLock { $0.append(text) }
        }
        let runner = WorkflowRunner(workflow, journal: MemoryJournal())
        let run = try await runner.run(workflow).run
        #expect(try await answerAll(run, with: runner) { $0.kind == .edit ? "Dear madam" : "yes" })
        #expect(sent.withLock { $0 } == ["Dear madam"] && written.withLock { $0 } == 1)
    }

    @Test("An order that is paid is not reminded of, and another is, once") func sleep() async throws {
        let reminded = Mutex<[String]>([])
        let time = Mutex<Int64>(1)
        let workflow = try reminderWorkflow { order in reminded.withLock { $0.append(order) } }
        let runner = WorkflowRunner(workflow, journal: MemoryJournal(), now: { time.withLock { $0 } })
        for order in ["1", "2"] { _ = try await waitForPayment(of: order, with: runner, workflow) }
        #expect(try await paid("1", with: runner) == ["paid"])
        #expect(try await goOn(runner) == [])
        for expected in ["open", "reminded"] {
            time.withLock { $0 += 4 * 24 * 3600 * 1_000_000_000 }
            #expect(try await goOn(runner) == [expected])
        }
        #expect(reminded.withLock { $0 } == ["2"])
    }

    @Test("A fork writes anew only what comes after its event") func travel() async throws {
        let written = Mutex(0)
        let workflow = try toneWorkflow { tone in
            written.withLock { $0 += 1 }
            return "a \(tone) text"
        }
        let journal = MemoryJournal()
        let runner = WorkflowRunner(workflow, journal: journal)
        let run = try await runner.run(workflow).run
        let first = try #require(journal.events.first { $0.event.type.rawValue == "workflow.step" }?.event)
        #expect(
            try await whatIf("rude", in: run, after: first.sequence, with: runner) == ["a polite text", "a rude text"])
        #expect(written.withLock { $0 } == 3)
        #expect(try await runner.status(of: run) == .succeeded)
    }

    @Test("A run shows its text piece by piece") func stream() async throws {
        let workflow = try speakingWorkflow {
            AsyncStream { stream in
                for piece in ["Hel", "lo"] { stream.yield(piece) }
                stream.finish()
            }
        }
        var lines: [String] = []
        let text = try await watch(workflow, with: WorkflowRunner(workflow)) { lines.append($0) }
        #expect(text == "Hello")
        #expect(lines == ["speak@0: Hel", "speak@0: lo", "speak@0 wrote answer", "succeeded"])
    }
}
