import KapellJSON
import KapellVectors

/// Builds a vector index and measures searches of it.
///
/// Files hold rows of 32-bit floats, and for each query the numbers of its true neighbours as 32-bit integers. The
/// first line printed tells of the build. Then each line of the standard input is one `ef`, and is answered by a line
/// with its recall and speed on one thread.
enum VectorsCommand {
    @concurrent static func run(_ arguments: Arguments) async throws -> JSONObject {
        let dimensions = arguments.number("dimensions", 50)
        let base = try VectorFile(arguments.required("base"), width: dimensions)
        let recall = try Recall(arguments, dimensions: dimensions)
        let index = try HNSWIndex(dimensions: dimensions, metric: metric(arguments), options: options(arguments))
        let (clock, tasks, memory) = (ContinuousClock(), arguments.number("threads", 1), MemoryUse.anonymous)
        var built = Duration.zero
        var cpu = 0.0
        // In parts, where the memory is measured too: then what is handed over is never much.
        for part in base.parts(of: arguments.number("part", base.count)) {
            let batch = part.map { (Int64($0), base[$0]) }
            let (began, spent) = (clock.now, CPUTime.now)
            try await index.upsert(batch, tasks: tasks)
            built += clock.now - began
            cpu += CPUTime.now - spent
        }
        let (began, spent) = (clock.now, CPUTime.now)
        try index.repair()
        if arguments["compact"] == "yes" { try index.compact() }
        built += clock.now - began
        cpu += CPUTime.now - spent
        let statistics = try index.statistics()
        Conversation.say([
            "build_seconds": .number(built / .seconds(1)), "build_cpu_seconds": .number(cpu),
            "unreachable": .integer(Int64(statistics.unreachable)), "kernel": .string(index.options.element.kernel),
            "graph_bytes": .integer(Int64(statistics.graphBytes)),
            "original_bytes": .integer(Int64(statistics.originalBytes)),
            "memory": .integer(Int64(MemoryUse.anonymous - memory)),
        ])
        try await Conversation.answer { line in
            guard let ef = Int(line) else { throw BenchFailure("\(line) is no ef") }
            return try recall.measure(index, ef: ef)
        }
        return ["vectors": .integer(Int64(index.count))]
    }

    static func options(_ arguments: Arguments) throws -> HNSWOptions {
        guard let element = VectorElement(rawValue: arguments["element"] ?? "float32") else {
            throw BenchFailure("\(arguments.command) has no such --element")
        }
        return HNSWOptions(
            links: arguments.number("links", 16), efConstruction: arguments.number("construction", 200),
            element: element, originals: arguments["originals"].map { .file(folder: $0) } ?? .memory)
    }

    static func metric(_ arguments: Arguments) throws -> VectorMetric {
        guard let metric = VectorMetric(rawValue: arguments["metric"] ?? "dot") else {
            throw BenchFailure("\(arguments.command) has no such --metric")
        }
        return metric
    }
}
