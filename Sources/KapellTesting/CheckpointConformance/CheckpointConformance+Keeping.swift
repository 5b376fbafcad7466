import KapellCore
import KapellJSON

extension CheckpointConformance {
    static let keeping: [Check] = [
        Check("a checkpoint is read as it was put, by its id or as the newest") { context, store, other in
            let place = CheckpointPlace(thread: "t", namespace: "outer:1|inner:2")
            let bytes = CheckpointValue(type: "any", bytes: (0...255).map { UInt8($0) })
            let metadata: JSONObject = ["step": -1, "zero": "a\0b", "nested": ["x": [1, 2.5, nil, true]], "": "empty"]
            let checkpoint = GraphCheckpoint(
                place: place, id: "b", parent: "a", body: bytes, metadata: metadata,
                versions: ["z": "1", "a": "01.5", "none": "3"], deltas: ["none"])
            let values = [
                ChannelValue(channel: "z", value: bytes),
                ChannelValue(channel: "a", value: CheckpointValue(type: "null", bytes: [])),
            ]
            try await store.put(checkpoint, values: values)
            try await store.put([context.write("task", 0, "w")], after: "b", in: place)
            let expected = StoredCheckpoint(
                checkpoint: checkpoint, values: values, writes: [context.write("task", 0, "w")])
            for id in ["b", nil] {
                context.expectSame(try await store.checkpoint(id, in: place), expected, "read by \(id ?? "nothing")")
            }
            context.expectSame(try await store.checkpoint("a", in: place), nil, "one that is not there")
            for elsewhere in [CheckpointPlace(thread: "t"), CheckpointPlace(thread: "u", namespace: place.namespace)] {
                context.expectSame(try await store.checkpoint(nil, in: elsewhere), nil, "in \(elsewhere)")
            }
            context.expectSame(try await other.checkpoint("b", in: place), nil, "in another scope")
        },
        Check("a value is kept once by its version; other channels come from where they were") { context, store, _ in
            try await store.put(
                context.checkpoint("t", "1", versions: [("a", "1"), ("b", "1")]),
                values: context.values([("a", "first"), ("b", "same")]))
            try await store.put(
                context.checkpoint("t", "2", parent: "1", versions: [("a", "2"), ("b", "1")]),
                values: context.values([("a", "second")]))
            try await store.put(context.checkpoint("t", "3", versions: [("b", "1")]), values: [])
            // A version that is there stays; a checkpoint that is there is replaced.
            try await store.put(
                context.checkpoint("t", "3", versions: [("b", "1")], metadata: ["again": true]),
                values: context.values([("b", "other")]))
            let place = CheckpointPlace(thread: "t")
            let expected = [["a=first", "b=same"], ["a=second", "b=same"], ["b=same"]]
            for (number, values) in expected.enumerated() {
                let stored = try await store.checkpoint("\(number + 1)", in: place)
                context.expectSame(context.text(stored), values, "values of \(number + 1)")
            }
            context.expectSame(
                try await store.checkpoint("3", in: place)?.checkpoint.metadata, ["again": true], "replaced")
        },
        Check("writes: the first of an index stays, the newest of a negative one; sorted by path, task and index") {
            context, store, _ in
            let place = CheckpointPlace(thread: "t")
            // They may come before their checkpoint.
            try await store.put([context.write("b", 0, "b0"), context.write("b", -1, "old")], after: "1", in: place)
            try await store.put(
                [context.write("b", 0, "no"), context.write("b", -1, "new"), context.write("b", 10, "b10")],
                after: "1", in: place)
            try await store.put(
                [context.write("b", 2, "b2"), context.write("a", 0, "a0", path: "z")], after: "1", in: place)
            try await store.put([context.write("c", 0, "late")], after: "2", in: place)
            context.expectSame(try await store.checkpoint(nil, in: place), nil, "before the checkpoint")
            try await store.put(context.checkpoint("t", "1"), values: [])
            let stored = try await store.checkpoint("1", in: place)
            context.expectSame(
                context.text(stored?.writes ?? []), ["b-1:new", "b0:b0", "b2:b2", "b10:b10", "a0:a0"], "writes")
        },
        Check("lists: newest first, by thread, namespace, id, before and metadata, page by page") {
            context, store, other in
            for number in 1...5 {
                for thread in ["t", "u"] {
                    try await store.put(
                        context.checkpoint(
                            thread, "\(number)", namespace: number == 5 ? "in" : "",
                            metadata: ["step": .integer(Int64(number % 2)), "who": .string(thread), "none": .null]),
                        values: [])
                }
            }
            try await other.put(context.checkpoint("t", "9"), values: [])
            let queries: [(CheckpointQuery, [String])] = [
                (CheckpointQuery(thread: "t"), ["5", "4", "3", "2", "1"]),
                (CheckpointQuery(thread: "t", namespace: ""), ["4", "3", "2", "1"]),
                (CheckpointQuery(thread: "t", namespace: "in"), ["5"]),
                (CheckpointQuery(thread: "t", id: "3"), ["3"]),
                (CheckpointQuery(thread: "t", before: "3"), ["2", "1"]),
                (CheckpointQuery(thread: "t", before: "4", limit: 1), ["3"]),
                (CheckpointQuery(thread: "t", metadata: ["step": 1.0]), ["5", "3", "1"]),
                (CheckpointQuery(metadata: ["step": 0, "who": "u"]), ["4", "2"]),
                (CheckpointQuery(thread: "t", metadata: ["step": true]), []),
                (CheckpointQuery(thread: "t", metadata: ["none": nil, "missing": nil], limit: 2), ["5", "4"]),
                (CheckpointQuery(thread: "t", limit: 0), []), (CheckpointQuery(thread: "x"), []),
                (CheckpointQuery(before: "2"), ["1", "1"]),
            ]
            for (query, expected) in queries {
                context.expectSame(try await context.ids(store, query), expected, "\(query)")
            }
            for (limit, metadata) in [(1, [:]), (3, [:]), (2, ["step": 1])] as [(Int, JSONObject)] {
                var query = CheckpointQuery(metadata: metadata, limit: limit)
                var (found, pages): ([String], Int) = ([], 0)
                repeat {
                    let page = try await store.checkpoints(query)
                    context.expect(page.checkpoints.count <= limit, "a page of \(page.checkpoints.count)")
                    found += page.checkpoints.map { "\($0.checkpoint.id)\($0.checkpoint.place.thread)" }
                    query.after = page.next.flatMap { CheckpointCursor($0.description) }
                    pages += 1
                } while query.after != nil && pages < 20
                let ids = metadata.isEmpty ? ["5", "4", "3", "2", "1"] : ["5", "3", "1"]
                context.expectSame(found.map { String($0.prefix(1)) }, ids.flatMap { [$0, $0] }, "pages of \(limit)")
                context.expectSame(Set(found).count, found.count, "pages of \(limit), each once")
            }
        },
        Check("hostile names are names, told apart by their bytes") { context, store, _ in
            let names = [
                "../../etc/passwd", "'; DROP TABLE checkpoints; --", "a%00b?c#d", "\u{1F9B4}\u{202E}", "e\u{301}",
                "\u{E9}",
                " ", "%", "_", "\\", "\"", "{}", "null", String(repeating: "x", count: CheckpointLimits.name),
            ]
            for name in names {
                let checkpoint = context.checkpoint(
                    name, name, namespace: name, parent: name, versions: [(name, name)], metadata: [name: .string(name)]
                )
                try await store.put(checkpoint, values: context.values([(name, name)]))
                try await store.put(
                    [context.write(name, 0, name, channel: name, path: name)], after: name, in: checkpoint.place)
            }
            for name in names {
                let place = CheckpointPlace(thread: name, namespace: name)
                let stored = try await store.checkpoint(name, in: place)
                context.expectSame(
                    stored?.values.first?.value.bytes ?? [], Array(name.utf8), "the value of \(name.debugDescription)")
                context.expectSame(stored?.writes.count ?? 0, 1, "writes of \(name.debugDescription)")
                let query = CheckpointQuery(thread: name, metadata: [name: .string(name)])
                context.expectSame(try await context.ids(store, query).count, 1, "found by \(name.debugDescription)")
                context.expectSame(try await store.erase(threads: [name]), 1, "erased by \(name.debugDescription)")
            }
        },
        Check("what cannot be kept is refused, and nothing of it is kept") { context, store, _ in
            let long = String(repeating: "x", count: CheckpointLimits.name + 1)
            let good = context.checkpoint("t", "1")
            for bad in ["", "a\0b", long] {
                await context.expectError([.invalidRequest], "a thread of \(bad.count)") {
                    try await store.put(context.checkpoint(bad, "1"), values: [])
                }
                await context.expectError([.invalidRequest], "an id of \(bad.count)") {
                    try await store.put(context.checkpoint("t", bad), values: [])
                }
                await context.expectError([.invalidRequest], "a channel of \(bad.count)") {
                    try await store.put(context.checkpoint("t", "1", versions: [(bad, "1")]), values: [])
                }
                await context.expectError([.invalidRequest], "a task of \(bad.count)") {
                    try await store.put([context.write(bad, 0, "x")], after: "1", in: good.place)
                }
            }
            await context.expectError([.invalidRequest], "a value without a version") {
                try await store.put(good, values: context.values([("a", "x")]))
            }
            await context.expectError([.tooLarge], "metadata of more than a megabyte") {
                let text = String(repeating: "x", count: CheckpointLimits.metadata)
                try await store.put(context.checkpoint("t", "1", metadata: ["a": .string(text)]), values: [])
            }
            await context.expectError([.tooLarge], "many names") {
                _ = try await store.erase(threads: [String](repeating: "x", count: CheckpointLimits.page + 1))
            }
            context.expectSame(try await context.ids(store, CheckpointQuery(thread: "t")), [], "kept")
        },
    ]
}
