import KapellCore
import KapellJSON

extension CheckpointConformance {
    static let removing: [Check] = [
        Check("a copy has all that the thread has, and each goes its own way then") { context, store, other in
            for (number, namespace) in ["", "", "in"].enumerated() {
                let checkpoint = context.checkpoint(
                    "t", "\(number)", namespace: namespace, versions: [("a", "\(number)")], metadata: ["n": 1])
                try await store.put(checkpoint, values: context.values([("a", "value \(number)")]))
                try await store.put([context.write("w", 0, "x")], after: "\(number)", in: checkpoint.place)
            }
            context.expectSame(try await store.copy(thread: "t", to: "u"), 3, "copied")
            context.expectSame(try await store.copy(thread: "none", to: "v"), 0, "copied of nothing")
            context.expectSame(try await other.copy(thread: "t", to: "v"), 0, "copied out of another scope")
            for target in ["u", "t"] {
                await context.expectError([.conflict], "a copy over \(target)") {
                    _ = try await store.copy(thread: "t", to: target)
                }
            }
            let copies = try await store.checkpoints(CheckpointQuery(thread: "u")).checkpoints
            let originals = try await store.checkpoints(CheckpointQuery(thread: "t")).checkpoints
            let moved = originals.map { original in
                var copy = original
                copy.checkpoint.place.thread = "u"
                return copy
            }
            context.expectSame(copies, moved, "the copy")
            context.expectSame(try await store.erase(threads: ["t", "none"]), 3, "erased")
            context.expectSame(try await context.ids(store, CheckpointQuery(thread: "t")), [], "left")
            context.expectSame(
                try await store.checkpoints(CheckpointQuery(thread: "u")).checkpoints, moved, "the copy alone")
        },
        Check("pruning keeps the newest of each namespace, whole") { context, store, other in
            for thread in ["t", "u"] {
                for number in 1...4 {
                    let namespace = number == 4 ? "in" : ""
                    let checkpoint = context.checkpoint(
                        thread, "\(number)", namespace: namespace, parent: number == 1 ? nil : "\(number - 1)",
                        versions: [("a", "\(number)"), ("b", "1")])
                    let values = [("a", "a\(number)")] + (number == 1 || number == 4 ? [("b", "b")] : [])
                    try await store.put(checkpoint, values: context.values(values))
                    try await store.put([context.write("w", 0, "w\(number)")], after: "\(number)", in: checkpoint.place)
                }
            }
            context.expectSame(try await other.prune(threads: ["t"]), 0, "pruned from another scope")
            context.expectSame(try await store.prune(threads: ["t", "none"]), 2, "pruned")
            context.expectSame(try await store.prune(threads: ["t"]), 0, "pruned again")
            context.expectSame(try await context.ids(store, CheckpointQuery(thread: "t")), ["4", "3"], "left")
            let newest = try await store.checkpoint(nil, in: CheckpointPlace(thread: "t"))
            context.expectSame(context.text(newest), ["a=a3", "b=b"], "the newest")
            context.expectSame(newest?.writes.count ?? 0, 1, "its writes")
            context.expectSame(try await context.ids(store, CheckpointQuery(thread: "u")).count, 4, "of another thread")
            // What was removed is really gone: it can be put anew.
            try await store.put(
                context.checkpoint("t", "1", versions: [("a", "1")]), values: context.values([("a", "new")]))
            let again = try await store.checkpoint("1", in: CheckpointPlace(thread: "t"))
            context.expectSame(context.text(again), ["a=new"], "put anew")
            context.expectSame(again?.writes.count ?? -1, 0, "writes of one that was removed")
        },
        Check("pruning keeps what a channel of deltas is built from") { context, store, _ in
            // 1 and 3 have a value of `d`; 2, 4 and 5 only writes. 9 is another branch.
            for (id, parent, hasValue) in [
                ("1", nil, true), ("2", "1", false), ("3", "2", true), ("9", "3", true), ("4", "3", false),
                ("99", "4", false),
            ] as [(String, String?, Bool)] {
                let checkpoint = context.checkpoint(
                    "t", id, parent: parent, versions: [("d", id), ("e", id)], deltas: hasValue ? [] : ["d"])
                try await store.put(checkpoint, values: context.values(hasValue ? [("d", id)] : []))
                try await store.put([context.write("w", 0, id, channel: "d")], after: id, in: checkpoint.place)
            }
            context.expectSame(try await store.prune(threads: ["t"]), 3, "pruned")
            let left = try await store.checkpoints(CheckpointQuery(thread: "t")).checkpoints
            context.expectSame(left.map(\.checkpoint.id), ["99", "4", "3"], "left")
            context.expectSame(left.map { context.text($0.writes) }, [["w0:99"], ["w0:4"], ["w0:3"]], "writes")
            context.expectSame(context.text(left.last), ["d=3"], "where it begins")
            // A parent that is its own ancestor, or not there, ends the walk.
            for (id, parent) in [("a", "b"), ("b", "a"), ("c", "none")] {
                try await store.put(
                    context.checkpoint("u\(parent)", id, parent: parent, versions: [("d", id)], deltas: ["d"]),
                    values: [])
                try await store.put(
                    context.checkpoint(
                        "u\(parent)", parent, parent: id, versions: [("d", id)], deltas: ["d"]), values: [])
            }
            context.expectSame(try await store.prune(threads: ["ua", "ub", "unone"]), 0, "pruned in a circle")
        },
        Check("runs are erased in all threads and namespaces, with values that nobody else has") {
            context, store, other in
            for (id, run, namespace) in [("1", "r1", ""), ("2", "r2", ""), ("3", "r1", "in"), ("4", "", "")] {
                var metadata: JSONObject = ["n": 1]
                if !run.isEmpty { metadata["run_id"] = .string(run) }
                let number = id == "2" ? "1" : id
                let checkpoint = context.checkpoint(
                    "t", id, namespace: namespace, versions: [("a", number), ("own", id)], metadata: metadata)
                try await store.put(checkpoint, values: context.values([("a", number), ("own", "own \(id)")]))
                try await store.put([context.write("w", 0, "x")], after: id, in: checkpoint.place)
                try await other.put(checkpoint, values: [])
            }
            context.expectSame(try await store.erase(runs: ["r1", "none"]), 2, "erased")
            context.expectSame(try await store.erase(runs: []), 0, "erased of none")
            context.expectSame(try await context.ids(store, CheckpointQuery(thread: "t")), ["4", "2"], "left")
            let second = try await store.checkpoint("2", in: CheckpointPlace(thread: "t"))
            context.expectSame(context.text(second), ["a=1", "own=own 2"], "a value that two had")
            context.expectSame(try await context.ids(other, CheckpointQuery(thread: "t")).count, 4, "of another scope")
        },
        Check("many write and read at once, and nothing is lost") { context, store, _ in
            try await withThrowingTaskGroup { group in
                for task in 0..<8 {
                    group.addTask {
                        for number in 10..<16 {
                            let id = "\(number)-\(task)"
                            try await store.put(
                                context.checkpoint("t\(task % 2)", id, versions: [("a", id), ("shared", "1")]),
                                values: context.values([("a", id), ("shared", "s")]))
                            try await store.put(
                                [context.write("w\(task)", number, id)], after: "10-0",
                                in: CheckpointPlace(thread: "t\(task % 2)"))
                            let page = try await store.checkpoints(CheckpointQuery(thread: "t\(task % 2)"))
                            context.expect(
                                page.checkpoints.allSatisfy { $0.values.count == 2 }, "a checkpoint without its values")
                        }
                    }
                }
                try await group.waitForAll()
            }
            for thread in ["t0", "t1"] {
                context.expectSame(try await context.ids(store, CheckpointQuery(thread: thread)).count, 24, thread)
            }
            let first = try await store.checkpoint("10-0", in: CheckpointPlace(thread: "t0"))
            context.expectSame(first?.writes.count ?? 0, 24, "writes")
        },
    ]
}
