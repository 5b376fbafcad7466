import KapellCore
import KapellJSON

extension JournalConformance {
    static let events: [Check] = [
        Check("events: read as they were written") { context, journal in
            let run = context.run()
            let data: JSONObject = [
                "b": 1, "a": ["nested", nil, 1.5, "zero\0byte"], "big": .unsigned(.max), "ü": "🎻 '\\ \"",
            ]
            let content = ["question": "Wie lange?\0", "answer": "Zwölf Monate 🎻", "": "unnamed"]
            let entries = [
                context.started(run), context.entry(run, 1, .modelOutput, data, content: content),
                context.entry(run, 2, .runFinished, ["status": "succeeded", "duration_ms": 12.5]),
            ]
            for entry in entries { try await journal.append(entry.event, content: entry.content) }
            let again = try await journal.run(run)
            context.expectSame(again?.entries, entries, "the run")
            context.expectSame(again?.entries[1].event.data.keys ?? [], data.keys, "the order of keys")
            context.expectSame(again?.summary.status, .succeeded, "its status")
            context.expectSame(again?.summary.durationMilliseconds, 12.5, "its duration")
            context.expectSame(try await journal.events(of: run, from: 1, limit: 1), [entries[1]], "one event")
            context.expectSame(try await journal.events(of: run, from: 3, limit: 9), [], "what comes after the end")
            context.expectSame(try await journal.events(of: run, from: 0, limit: 0), [], "no event")
            context.expectSame(
                try await journal.lastEvent(of: run, types: [.runStarted, .modelOutput]), entries[1].event,
                "the newest of its type")
            context.expectSame(try await journal.lastEvent(of: run, types: [.cost]), nil, "a type that is not there")
            let nobody = context.run()
            context.expectSame(try await journal.run(nobody), nil, "a run that is not there")
        },
        Check("events: a number is taken once, a batch is written whole or not at all") { context, journal in
            let run = context.run()
            try await journal.append([context.started(run), context.entry(run, 1, .cost, ["input_tokens": 3])])
            await context.expectError(.conflict, "a taken number") {
                try await journal.append(context.entry(run, 1, .checkpoint).event, content: [:])
            }
            await context.expectError(.conflict, "a batch with a taken number") {
                try await journal.append([context.entry(run, 2, .checkpoint), context.entry(run, 1, .checkpoint)])
            }
            context.expectSame(try await journal.run(run)?.entries.map(\.event.type), [.runStarted, .cost], "events")
            context.expectSame(try await journal.run(run)?.summary.events, 2, "their count")
            context.expectSame(try await journal.run(run)?.summary.usage.inputTokens, 3, "what they took")
        },
        Check("events: many writers of one run, each number once") { context, journal in
            let run = context.run()
            try await journal.append([context.started(run)])
            let won = await withTaskGroup(of: Int.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        var won = 0
                        for number in 1...10 {
                            let entry = context.entry(run, number, .checkpoint)
                            if (try? await journal.append([entry])) != nil { won += 1 }
                        }
                        return won
                    }
                }
                return await group.reduce(0, +)
            }
            context.expectSame(won, 10, "appends that were taken")
            context.expectSame(try await journal.run(run)?.summary.events, 11, "events")
        },
        Check("events: old ones are removed, the first stays") { context, journal in
            let run = context.run()
            try await journal.append([context.started(run)] + (1..<6).map { context.entry(run, $0, .checkpoint) })
            context.expectSame(try await journal.removeEvents(of: run, before: 4), 3, "removed")
            let left = try await journal.run(run)
            context.expectSame(left?.entries.map(\.event.sequence), [0, 4, 5], "what is left")
            context.expectSame(left?.summary.events, 3, "its count")
        },
        Check("events: observed ones are there after a flush") { context, journal in
            let run = context.run()
            for number in 0..<20 {
                let entry = number == 0 ? context.started(run) : context.entry(run, number, .retrieved)
                journal.observe(entry.event, content: entry.content)
            }
            await journal.flush()
            context.expectSame(try await journal.run(run)?.entries.count, 20, "observed events")
        },
        Check("events: a run is erased") { context, journal in
            let run = try await context.begin(journal, until: 5, about: context.scope)
            let other = try await context.begin(journal, until: 5)
            context.expectSame(try await journal.runs(about: context.scope).map(\.id), [run], "runs about a subject")
            context.expectSame(try await journal.erase(run), true, "erased")
            context.expectSame(try await journal.erase(run), false, "erased again")
            context.expectSame(try await journal.run(run), nil, "the run")
            context.expectSame(try await journal.runs(about: context.scope), [], "runs about it")
            context.expectSame(
                try await journal.dueRuns(context.filter(), until: 9, limit: 9).map(\.id), [other], "due")
        },
    ]

    static let summaries: [Check] = [
        Check("summaries: how a run stands follows its events") { context, journal in
            let run = context.run()
            func expect(
                _ status: RunSummary.Status, _ pause: String?, _ wakes: Int64?, _ what: String
            ) async throws {
                let summary = try await journal.run(run)?.summary
                context.expectSame(summary?.status, status, what)
                context.expectSame(summary?.pause, pause, "\(what), pause")
                context.expectSame(summary?.wakes, wakes, "\(what), wakes")
            }
            try await journal.append([context.started(run, queue: "q", about: "x")])
            try await expect(.running, nil, nil, "begun")
            try await journal.append([context.paused(run, 1, until: 50, "waiting")])
            try await expect(.paused, "waiting", 50, "paused")
            try await journal.append([context.entry(run, 2, .runAnswered, ["id": "a"])])
            try await expect(.paused, "waiting", 50, "answered from inside")
            try await journal.append([context.entry(run, 3, .runAnswered, ["id": "a", "outside": true])])
            try await expect(.paused, "waiting", 0, "answered")
            try await journal.append([context.entry(run, 4, .runResumed)])
            try await expect(.running, nil, nil, "gone on with")
            try await journal.append([context.entry(run, 5, .runEvent)])
            try await expect(.running, nil, nil, "with an event")
            try await journal.append([context.entry(run, 6, .runFinished, ["status": "failed"])])
            try await expect(.failed, nil, nil, "failed")
            try await journal.append([context.entry(run, 7, .runResumed), context.paused(run, 8, until: nil)])
            try await expect(.paused, "sleeping", nil, "gone on with after it has failed")
            let summary = try await journal.run(run)?.summary
            context.expectSame(summary?.queue, "q", "queue")
            context.expectSame(summary?.scope, context.scope, "scope")
            context.expectSame(summary?.about, "x", "about")
            context.expectSame(
                try await journal.runs(limit: 100, before: nil).first { $0.id == run }, summary, "in the list")
        },
        Check("summaries: runs that are due come in the order of their time") { context, journal in
            var runs: [RunID] = []
            for until in [30, 10, 20, nil, 40] as [Int64?] {
                runs.append(try await context.begin(journal, until: until, queue: until == 20 ? "q" : "", subject: "a"))
            }
            let other = try await context.begin(journal, until: 15, subject: "b")
            let filter = context.filter(subjects: ["a"])
            func due(_ filter: RunFilter, _ now: Int64, _ limit: Int = 10) async throws -> [RunID] {
                try await journal.dueRuns(filter, until: now, limit: limit).map(\.id)
            }
            context.expectSame(try await due(filter, 30), [runs[1], runs[2], runs[0]], "due")
            context.expectSame(try await due(filter, 30, 1), [runs[1]], "the first")
            context.expectSame(try await due(filter, 9), [], "too early")
            context.expectSame(try await due(context.filter(queue: "q"), 99), [runs[2]], "of a queue")
            context.expectSame(try await due(context.filter(), 15), [runs[1], other], "of all")
            context.expectSame(try await due(context.filter(subjects: []), 99), [], "of none")
            context.expectSame(try await journal.nextDue(filter), 10, "the next")
            context.expectSame(try await journal.nextDue(context.filter(subjects: ["c"])), nil, "the next of none")
        },
        Check("summaries: lists go page by page, newest first") { context, journal in
            var runs: [RunID] = []
            for _ in 0..<12 { runs.append(try await context.begin(journal, until: nil)) }
            var paged: [RunID] = []
            var last: RunID?
            while paged.count < 12 {
                let page = try await journal.runs(limit: 5, before: last)
                guard let end = page.last else { break }
                paged += page.filter { $0.scope == context.scope }.map(\.id)
                last = end.id
            }
            context.expectSame(paged, runs.sorted(by: >), "all runs")
            context.expectSame(try await journal.runs(limit: 0, before: nil), [], "no run")
        },
    ]
}
