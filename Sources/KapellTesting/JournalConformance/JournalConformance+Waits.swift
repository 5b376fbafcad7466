import KapellCore
import KapellJSON

extension JournalConformance {
    static let waits: [Check] = [
        Check("waits: an event finds the paused runs that wait for it, and no others") { context, journal in
            func begin(_ key: String, _ status: String = "sleeping") async throws -> RunID {
                let run = context.run()
                try await journal.append([
                    context.started(run),
                    context.entry(
                        run, 1, .runWaits, ["id": "a@0/wait#0", "for": "event", "event": "paid\0", "key": .string(key)]),
                    context.entry(run, 2, .runWaits, ["id": "a@0/ask#0", "for": "approval"]),
                    context.paused(run, 3, until: nil, status),
                ])
                return run
            }
            func found(_ key: String = "1", _ event: String = "paid\0") async throws -> [RunID] {
                try await journal.runs(awaiting: event, key: key, context.filter())
            }
            let (one, two, three) = (try await begin("1"), try await begin("1", "waiting"), try await begin("2"))
            _ = try await context.begin(journal, until: nil)
            context.expectSame(try await found(), [one, two].sorted(by: >), "runs that wait")
            context.expectSame(try await found("2"), [three], "by the key")
            context.expectSame(try await found("3"), [], "for another key")
            context.expectSame(try await found("1", "paid"), [], "for another event")
            let other = RunFilter(kind: "workflow", scope: "another")
            context.expectSame(
                try await journal.runs(awaiting: "paid\0", key: "1", other), [], "in another scope")
            try await journal.append([
                context.entry(one, 4, .runAnswered, ["id": "a@0/wait#0", "value": 1]),
                context.paused(one, 5, until: nil),
            ])
            context.expectSame(try await found(), [two], "when it has come")
            // One that has failed may be gone on with, and waits again then.
            try await journal.append([context.entry(two, 4, .runFinished, ["status": "failed"])])
            try await journal.append([context.entry(two, 5, .runResumed), context.paused(two, 6, until: nil)])
            context.expectSame(try await found(), [two], "after a failure")
            try await journal.append([context.entry(two, 7, .runFinished, ["status": "cancelled"])])
            context.expectSame(try await found(), [], "after the end")
            _ = try await journal.erase(three)
            context.expectSame(try await found("2"), [], "when it was erased")
        }
    ]
}
