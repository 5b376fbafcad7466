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

    @Test("Mails that were posted are sent by whoever works, and forgotten with their customer")
    func workers() async throws {
        let sent = Mutex<[String]>([])
        let workflow = try mailWorkflow { address, _ in sent.withLock { $0.append(address) } }
        let runner = WorkflowRunner(workflow, journal: MemoryJournal())
        for address in ["a@x", "b@x"] { _ = try await post(to: address, with: runner, workflow) }
        let working = Task { try await sendMails(with: runner) { Issue.record($0) } }
        #expect(try await eventually { sent.withLock { Set($0) } == ["a@x", "b@x"] })
        working.cancel()
        try await working.value
        #expect(try await forget("a@x", with: runner) == 1)
    }

    @Test("A digest is made on Mondays, and once for two that were missed") func schedules() async throws {
        // Sunday, 2026-11-22, 12:00 UTC.
        let time = Mutex<Int64>(1_795_348_800_000_000_000)
        let since = Mutex<[String]>([])
        let workflow = try digestWorkflow { moment in
            since.withLock { $0.append(moment.description) }
            return ["page"]
        }
        let runner = WorkflowRunner(workflow, journal: MemoryJournal(), now: { time.withLock { $0 } })
        #expect(try await scheduleDigest(with: runner)?.description == "2026-11-23T06:00:00.000Z")
        #expect(try await beginDigests(with: runner) == [])
        time.withLock { $0 += 16 * 86_400 * 1_000_000_000 }
        #expect(try await beginDigests(with: runner) == [["page"]])
        #expect(since.withLock { $0 } == ["2026-11-30T06:00:00.000Z"])
    }

    @Test("Drafts are written within their budget") func budget() async throws {
        let model = ScriptedBackend(
            (0..<3).map { _ in .text(["ok"]) })
        let workflow = try draftWorkflow(model)
        let runner = WorkflowRunner(workflow, journal: MemoryJournal())
        let small = try await answerWithin(Allowance(calls: 3), "Why?", with: runner, workflow)
        // Two parts of two calls do not fit into three.
        #expect(small.status.name == "failed")
        let fine = try await runner.resume(small.run, budget: Allowance(calls: 5)).succeeded()
        #expect(fine.status == .succeeded)
    }

    @Test("A change of the code shows which recorded runs come out differently") func replay() async throws {
        let asked = Mutex(0)
        let journal = MemoryJournal()
        @Sendable func ask(_ words: String) -> String {
            asked.withLock { $0 += 1 }
            return "SPAM"
        }
        let old = try labelWorkflow(clean: { $0 }, ask: ask)
        let runner = WorkflowRunner(old, journal: journal)
        let run = try await labelRun("buy now", with: runner, old)
        #expect(try await broken([run], with: runner) == [])
        let same = WorkflowRunner(try labelWorkflow(clean: { $0.lowercased() }, ask: ask), journal: journal)
        #expect(try await broken([run], with: same) == [])
        let test = try await testLine(of: run, with: runner)
        #expect(try await same.check(test).verdict == .identical)
        #expect(asked.withLock { $0 } == 1)
    }

    private final class TestOffice: TravelOffice {
        let log = Mutex<[String]>([])
        func book(_ what: String, in city: String, key: String) async throws -> String {
            if what == "car", city == "Venice" { throw EffectNotDone(KapellError(.notFound, "There are no cars.")) }
            log.withLock { $0.append(what) }
            return "\(what) in \(city)"
        }
        func cancelBooking(key: String) async throws {
            log.withLock { $0.append("cancelled " + (key.split(separator: "/").dropFirst().first ?? "")) }
        }
    }

    @Test("A trip is booked as a whole or not at all") func undo() async throws {
        let office = TestOffice()
        let workflow = try tripWorkflow(office)
        let runner = WorkflowRunner(workflow, journal: MemoryJournal())
        #expect(try await bookTrip(to: "Rome", with: runner, workflow).count == 3)
        #expect(try await bookTrip(to: "Venice", with: runner, workflow) == [])
        #expect(office.log.withLock { $0.suffix(4) } == ["flight", "room", "cancelled room@1", "cancelled flight@0"])
    }
}
