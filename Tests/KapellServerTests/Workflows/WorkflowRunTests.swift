import KapellCore
import KapellJSON
import KapellServer
import KapellTesting
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite("Runs of workflows in kapell.yaml") struct WorkflowRunTests {
    @Test("Nodes of every kind do their work, with templates in what they are given") func kinds() async throws {
        let services = ScriptedServices()
        let service = try service(
            """
            version: 1
            knowledge: {docs: {sources: [d]}}
            workflows:
              inner: {channels: {a: text}, nodes: {shout: {set: {a: "{{a}}!"}}}}
              w:
                channels:
                  a: text
                  n: {type: integer, reducer: sum}
                  l: {type: list, reducer: append}
                  o: {type: object, reducer: merge}
                nodes:
                  read: {read: "{{a}}.txt", into: a}
                  p: {prompt: x, input: {text: "{{a}}", n: 3}, into: o}
                  m: {model: big, messages: [{role: system, content: be brief}, {role: user, content: "{{o.label}}"}], into: a}
                  s: {search: docs, question: "about {{a}}", count: 3, into: l}
                  match: {match: [WRITTEN  text, missing], text: "a written\\ntext", into: o}
                  count: {set: {n: 1}}
                  again: {set: {n: "{{n}}"}}
                  i: {workflow: inner, passing: [a], returning: [a]}
                  put: {write: "out/{{run}}.md", text: "{{#l}}{{text}}{{/l}}{{^l}}none{{/l}} {{o.missing.0}} {{a}}"}
                edges:
                  - {from: read, to: p}
                  - {from: p, to: m}
                  - {from: m, to: s}
                  - {from: s, to: match}
                  - {from: match, to: count}
                  - {from: count, while: n < 3, back: count, limit: 9, to: again}
                  - {from: again, when: n == 3, to: end, else: i}
                  - {from: i, to: put}
            """, services)
        let (run, status, events) = try await service.running("w", ["a": "start"])
        #expect(status["status"] == "succeeded", "\(status)")
        let state = try #require(status["state"])
        #expect(state["n"] == 6 && state["a"] == "written!" && state["l"] == [["text": "found"]])
        #expect(state["o"]?["missing"] == ["missing"] && state["o"]?["label"] == "good")
        #expect(
            services.calls == [
                "read start.txt", #"prompt x {"text":"text of start.txt","n":3}"#,
                "model big system: be brief; user: good", "search docs about written 3", "write out/\(run).md",
            ])
        #expect(services.files["out/\(run).md"] == "found missing written!")
        // What each step took and cost is told.
        let steps = try #require(status["steps"]?.arrayValue)
        let prompt = try #require(steps.first { $0["node"] == "p" })
        #expect(prompt["kind"] == "prompt" && prompt["effects"]?[0]?["dollars"] == 0.5 && prompt["status"] == "done")
        #expect(status["dollars"] == 0.5 && status["usage"]?["input_tokens"] == 7)
        #expect(steps.contains { $0["path"] == "i@9/shout@0" || $0["node"] == "shout" })
        #expect(events.contains { $0.name == "token" } && events.last?.name == "ended")
        // A state of the past, and a stream that is joined again.
        #expect(try await service.perform(.replay(run))["verdict"] == "identical")
        #expect(try await service.perform(.testCase(run))["workflow"] == "w")
        let first = try await service.perform(.state(run, at: 0))
        #expect(first["state"]?["a"] == "start")
        var rest: [WireEvent] = []
        for try await event in service.events(of: run, after: events[4].id, follows: true) { rest.append(event) }
        #expect(rest.map(\.id) == events.dropFirst(5).map(\.id))
        var told: [String] = []
        for try await event in service.events(of: run, after: "gone-7", follows: false) { told.append(event.name) }
        #expect(told.first == "reset" && told.count == events.count + 1)
        await service.close()
    }

    @Test("Answers have named outcomes, and forks and edits take another way") func answers() async throws {
        let service = try service(
            """
            version: 1
            workflows:
              w:
                channels: {name: text, ok: boolean, late: text}
                nodes:
                  who: {request: Who?, schema: {type: string, minLength: 2}, into: name}
                  sure: {approve: "Is it {{name}}?", into: ok}
                  late: {request: Too late?, within: 1ms, otherwise: nobody, into: late}
            """)
        let (run, status, _) = try await service.running("w")
        #expect(status["status"] == "waiting")
        let id = try #require(status["interrupts"]?[0]?["id"]?.stringValue)
        func answer(_ value: JSONValue, _ id: String) async throws -> String? {
            try await service.perform(.answer(run, id: id, value: value))["outcome"]?.stringValue
        }
        #expect(try await answer("A", id) == "wrong_schema")
        await #expect(throws: (any Error).self) { try await answer("Ada", "who@7/input#0") }
        #expect(try await answer("Ada", id) == "accepted")
        #expect(try await answer("Bob", id) == "already_answered")
        func goOn() async throws -> JSONObject {
            _ = try await service.perform(.resume(run))
            for try await _ in service.events(of: run, after: nil, follows: false) {}
            return try await service.perform(.status(run))
        }
        #expect(try await goOn()["interrupts"]?[0]?["prompt"] == "Is it Ada?")
        // Another life of the run, and a correction of this one.
        let fork = try await service.perform(.fork(run, at: nil, with: ["name": "Eve"], start: false))
        let forked = try #require(fork["run"]?.stringValue.flatMap { RunID($0) })
        #expect(try await service.perform(.status(forked))["state"]?["name"] == "Eve")
        #expect(try await service.perform(.edit(run, with: ["name": "Ann"]))["state"]?["name"] == "Ann")
        await #expect(throws: (any Error).self) { try await service.perform(.edit(run, with: ["none": 1])) }
        let question = try await service.perform(.interrupts(run))["interrupts"]?[0]?["id"]?.stringValue
        #expect(try await answer(true, question ?? "") == "accepted")
        var last = try await goOn()
        // Nobody answers in time, which is a millisecond.
        for _ in 0..<20 where last["status"] == "waiting" {
            try await Task.sleep(for: .milliseconds(3))
            last = try await goOn()
        }
        #expect(last["status"] == "succeeded" && last["state"]?["late"] == "nobody", "\(last)")
        #expect(try await answer(true, question ?? "") != "accepted")
        #expect(try await service.perform(.prune(run))["removed"]?.intValue ?? 0 > 3)
        #expect(try await service.perform(.cancel(forked))["cancelled"] == true)
        #expect(try await service.perform(.erase(forked))["erased"] == [.string(forked.description)])
        await #expect(throws: (any Error).self) { try await service.perform(.status(forked)) }
        await service.close()
    }

    /// The legal analyser of `Examples`.
    private func legal() throws -> [WorkflowSection] {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        return try KapellConfiguration.load(
            path: root.appendingPathComponent("Examples/LegalAnalyzer/kapell.yaml").path, environment: [:]
        ).workflows
    }

    @Test("The legal analyser is finished right when its process dies at any step") func killed() async throws {
        let sections = try legal()
        var reports: Set<String> = []
        var lives = 0
        for isWritten in [false, true] {
            for limit in 0..<200 {
                let disk = MemoryJournal()
                let services = ScriptedServices()
                let dying = DyingJournal(disk: disk, limit: limit, isWritten: isWritten)
                let (run, isOver) = try await live(sections, services, dying, disk, nil)
                if isOver { break }
                lives += 1
                guard let run else { continue }
                // The next process.
                let (_, isDone) = try await live(sections, services, disk, disk, run)
                #expect(isDone, "dead after \(limit) appends, written: \(isWritten)")
                let report = try #require(services.files["reports/\(run).md"])
                reports.insert(report.replacing(run.description, with: "RUN"))
                // No question to the documents that was answered and written down is asked again.
                let asked = services.calls.filter { $0.hasPrefix("ask") }
                #expect(asked.count <= 8 && Set(asked).count == 4)
            }
        }
        #expect(lives >= 12)
        #expect(reports.count == 1, "\(reports)")
        let report = try #require(reports.first)
        #expect(report.contains("## Deposit: differs") && report.contains("Not found: $25,000.00"))
        #expect(report.contains("## Extension: as the playbook has it"))
    }

    /// One process: begins the run or goes on with it, and approves.
    ///
    /// - Returns: the run, and whether it has succeeded.
    private func live(
        _ sections: [WorkflowSection], _ services: ScriptedServices, _ journal: any Journal, _ disk: MemoryJournal,
        _ known: RunID?
    ) async throws -> (run: RunID?, isOver: Bool) {
        let service = try WorkflowService(sections, services: services, journal: journal, scope: "")
        var run = known
        do {
            if let run {
                // It may have died when all was written.
                if try await service.perform(.interrupts(run))["status"] == "succeeded" { return (run, true) }
                _ = try await service.perform(.resume(run))
            } else {
                run = try await service.perform(.start("review", input: [:]))["run"]?.stringValue.flatMap { RunID($0) }
            }
            guard let run else { return (nil, false) }
            for _ in 0..<3 {
                for try await _ in service.events(of: run, after: nil, follows: false) {}
                let status = try await service.perform(.interrupts(run))
                if status["status"] == "succeeded" { return (run, true) }
                guard let id = status["interrupts"]?[0]?["id"]?.stringValue else { break }
                _ = try await service.perform(.answer(run, id: id, value: true))
                _ = try await service.perform(.resume(run))
            }
        } catch let error as KapellError where error.code == .storage {
        } catch let error as KapellError where error.code == .notFound && known == nil {
        }
        await service.close()
        guard let run, try await disk.run(run) != nil else { return (nil, false) }
        return (run, false)
    }

    @Test("Files are read and written below the project's folder only") func files() async throws {
        let folder = try ConfigurationFolder()
        let outside = try ConfigurationFolder()
        try outside.write("secret", to: "s.txt")
        try folder.makeFolder("\(folder.path)/in")
        try FileManager.default.createSymbolicLink(
            atPath: "\(folder.path)/in/link", withDestinationPath: outside.path)
        let files = ProjectFiles(folder: folder.path)
        #expect(try files.write("one", to: "a/b/c.txt") == "a/b/c.txt")
        #expect(try files.write("two", to: "a/b/c.txt") == "a/b/c.txt")
        #expect(
            try String(decoding: Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/a/b/c.txt")), as: UTF8.self)
                == "two")
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/a/b") == ["c.txt"])
        for path in ["../x", "/etc/passwd", "in/link/s.txt", "in/link/new.txt", "a/../../y", "", "a\u{0}b"] {
            #expect(throws: KapellError.self, "\(path)") { try files.write("x", to: path) }
            await #expect(throws: KapellError.self, "\(path)") { try await files.read(path) }
        }
    }

    @Test("A run of another process is followed in the journal, over a pause and a change of processes")
    func shared() async throws {
        let journal = MemoryJournal()
        let yaml = """
            version: 1
            workflows:
              w:
                channels: {a: text, yes: boolean}
                nodes: {first: {set: {a: one}}, ask: {approve: "Go on?", into: yes}, last: {set: {a: two}}}
                edges: [{from: first, to: ask}, {from: ask, to: last}]
            """
        let (driver, other) = (
            try service(yaml, .init(), journal, isShared: true), try service(yaml, .init(), journal, isShared: true)
        )
        let begun = try await driver.perform(.start("w", input: [:]))
        let run = try #require(begun["run"]?.stringValue.flatMap { RunID($0) })
        var seen: [WireEvent] = []
        for try await event in other.events(of: run, after: nil, follows: false) { seen.append(event) }
        #expect(seen.last?.name == "ended" && seen.last?.data["status"] == "waiting", "\(seen)")
        #expect(seen.contains { $0.name == "update" && $0.data["writes"]?["a"] == "one" })

        // Each of them follows it from here; the other one goes on with it.
        let last = seen.compactMap(\.id).last
        #expect(seen.last?.id == nil)
        let followed = [driver, other].map { service in
            Task {
                var events: [WireEvent] = []
                for try await event in service.events(of: run, after: last, follows: true) { events.append(event) }
                return events
            }
        }
        let waiting = try await other.perform(.interrupts(run))
        let id = try #require(waiting["interrupts"]?[0]?["id"]?.stringValue)
        _ = try await other.perform(.answer(run, id: id, value: true))
        _ = try await other.perform(.resume(run))
        for task in followed {
            let events = try await task.value
            #expect(events.last?.name == "ended" && events.last?.data["status"] == "succeeded", "\(events)")
            #expect(!events.contains { $0.name == "reset" || $0.data["writes"]?["a"] == "one" }, "\(events)")
            #expect(events.count { $0.name == "update" && $0.data["writes"]?["a"] == "two" } == 1, "\(events)")
        }
        // Who comes back later is told the rest, or that the run is there no more.
        seen = []
        for try await event in driver.events(of: run, after: last, follows: false) { seen.append(event) }
        #expect(seen.last?.data["status"] == "succeeded")
        _ = try await driver.perform(.erase(run))
        let error = await #expect(throws: KapellError.self) {
            for try await _ in other.events(of: run, after: last, follows: true) {}
        }
        #expect(error?.code == .notFound)
    }

    @Test("A run of another project is not driven") func another() async throws {
        let journal = MemoryJournal()
        let yaml = "version: 1\nworkflows: {w: {channels: {a: boolean}, nodes: {ask: {approve: ok, into: a}}}}"
        let other = try WorkflowService(
            try configuration(yaml).workflows, services: ScriptedServices(), journal: journal, scope: "other")
        let (run, _, _) = try await other.running("w")
        for call in [WorkflowCall.resume(run), .undo(run)] {
            let error = await #expect(throws: KapellError.self) {
                _ = try await service(yaml, .init(), journal).perform(call)
            }
            #expect(error?.code == .conflict && error?.message.contains("another project") == true)
        }
        _ = try await other.perform(.resume(run))
    }
}
