import KapellCore
import KapellVectors

extension VectorDatabaseConformance {
    static let concurrency: [ConformanceCheck] = [
        ConformanceCheck("concurrency: writes and searches at once") { context async throws(KapellError) in
            let made = try await context.collection(dimensions: 8)
            await withTaskGroup { group in
                for task in 0..<4 {
                    group.addTask {
                        for round in 0..<5 {
                            await attempt(context) { () async throws(KapellError) in
                                try await made.upsert(batch(task, round), namespace: "")
                            }
                        }
                    }
                    group.addTask {
                        for seed in 0..<5 {
                            await attempt(context) { () async throws(KapellError) in
                                let query = VectorQuery(vector: ConformanceData.vector(seed + task, 8), limit: 10)
                                let found = try await made.query(query).matches
                                context.expect(
                                    Set(found.map(\.record.id)).count == found.count, "an id twice in an answer")
                                context.expect(
                                    zip(found, found.dropFirst()).allSatisfy { $0.score >= $1.score },
                                    "scores do not descend")
                            }
                        }
                    }
                }
            }
            await context.settle()
            context.expectSame(try await made.count(where: nil, namespace: ""), 4 * 5 * 10, "records at the end")
            let read = try await made.scroll(after: nil, limit: 1_000, where: nil, namespace: "", parts: [])
            context.expectSame(read.count, 200, "records read at the end")
            for number in [0, 77, 199] {
                let record = batch(number / 50, number % 50 / 10)[number % 10]
                let found = try await made.query(VectorQuery(vector: record.vector, limit: 1)).matches
                context.expectSame(found.map(\.record.id), [record.id], "the nearest to a record's own vector")
            }
        },
        ConformanceCheck("concurrency: one id written by many") { context async throws(KapellError) in
            let made = try await context.collection()
            await withTaskGroup { group in
                for task in 0..<8 {
                    group.addTask {
                        await attempt(context) { () async throws(KapellError) in
                            let ids = task % 2 == 0 ? ["x", "y"] : ["y", "x"]
                            let records = ids.map {
                                VectorRecord(
                                    id: $0, vector: [1, Float(task), 0, 0],
                                    metadata: ConformanceData.metadata([("task", .integer(Int64(task)))]))
                            }
                            try await made.upsert(records, namespace: "")
                        }
                    }
                }
            }
            await context.settle()
            context.expectSame(try await made.count(where: nil, namespace: ""), 2, "records at the end")
            let found = try await made.records(ids: ["x", "y"], namespace: "", parts: .metadata)
            if !context.limits.contains(.atomicBatches) {
                context.expectSame(found.first?.metadata["task"], found.last?.metadata["task"], "the last batch")
            }
        },
        ConformanceCheck("concurrency: dropped during searches") { context async throws(KapellError) in
            let made = try await context.collection()
            try await context.upsert(ConformanceData.records(50), into: made)
            await withTaskGroup { group in
                for seed in 0..<6 {
                    group.addTask {
                        do throws(KapellError) {
                            for round in 0..<10 {
                                let query = VectorQuery(vector: ConformanceData.vector(seed * 10 + round))
                                let count = try await made.query(query).matches.count
                                context.expect(count == 10, "a search during the drop finds \(count) of 10")
                            }
                        } catch {
                            let codes: Set<KapellError.Code> = [.notFound, .unavailable, .conflict]
                            context.expect(
                                codes.contains(error.code), "a search ends as \(error.code): \(error.message)")
                        }
                    }
                }
                group.addTask {
                    await attempt(context) { () async throws(KapellError) in
                        try await context.database.drop(made.options.name)
                    }
                }
            }
        },
        ConformanceCheck("concurrency: a cancelled task stops") { context async throws(KapellError) in
            let made = try await context.collection()
            try await context.upsert(ConformanceData.records(20), into: made)
            await withTaskGroup { group in
                group.addTask {
                    do throws(KapellError) {
                        _ = try await made.query(VectorQuery(vector: [1, 0, 0, 0]))
                    } catch {
                        context.expect(error.code == .cancelled, "a cancelled search ends as \(error.code): \(error)")
                    }
                }
                group.cancelAll()
            }
            context.expectSame(try await made.count(where: nil, namespace: ""), 20, "records afterwards")
        },
    ]

    private static func batch(_ task: Int, _ round: Int) -> [VectorRecord] {
        (0..<10).map { number in
            let place = task * 50 + round * 10 + number
            return VectorRecord(id: ConformanceData.id(place), vector: ConformanceData.vector(place, 8))
        }
    }

    private static func attempt(
        _ context: ConformanceContext, _ body: () async throws(KapellError) -> Void
    ) async {
        do throws(KapellError) { try await body() } catch { context.fail("threw \(error.code): \(error)") }
    }
}
