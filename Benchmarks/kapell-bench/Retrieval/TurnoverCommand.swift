import KapellJSON
import KapellVectors

/// Replaces all vectors of an index several times, and compares it with one that has the last ones alone.
///
/// The base holds `--rounds` and one more sets of equal size; the neighbours are those in the last one, numbered from
/// 0. Odd rounds remove vectors and insert others under new ids, even ones put others under the same ids, a hundredth
/// at a time. Then as `vectors`, with both indexes for each `ef`.
enum TurnoverCommand {
    @concurrent static func run(_ arguments: Arguments) async throws -> JSONObject {
        let dimensions = arguments.number("dimensions", 50)
        let base = try VectorFile(arguments.required("base"), width: dimensions)
        let rounds = arguments.number("rounds", 5)
        let recall = try Recall(arguments, dimensions: dimensions)
        let live = base.count / (rounds + 1)
        let make = {
            try HNSWIndex(
                dimensions: dimensions, metric: VectorsCommand.metric(arguments),
                options: VectorsCommand.options(arguments))
        }

        let turned = try make()
        try turned.upsert((0..<live).map { (Int64($0), base[$0]) })
        var first: Int64 = 0
        for round in 1...rounds {
            let old = first
            if !round.isMultiple(of: 2) { first += Int64(live) }
            for start in stride(from: 0, to: live, by: max(1, live / 100)) {
                let part = start..<min(start + max(1, live / 100), live)
                if first != old { turned.remove(ids: part.map { old + Int64($0) }) }
                try turned.upsert(part.map { (first + Int64($0), base[round * live + $0]) })
            }
        }
        let fresh = try make()
        try fresh.upsert((0..<live).map { (Int64($0), base[rounds * live + $0]) })

        let (now, then) = (try turned.statistics(), try fresh.statistics())
        Conversation.say([
            "vectors": .integer(Int64(now.vectors)), "tombstones": .integer(Int64(now.tombstones)),
            "free": .integer(Int64(now.free)), "unreachable": .integer(Int64(now.unreachable)),
            "bytes": .integer(Int64(now.graphBytes + now.originalBytes)),
            "fresh_bytes": .integer(Int64(then.graphBytes + then.originalBytes)),
        ])
        try await Conversation.answer { line in
            guard let ef = Int(line) else { throw BenchFailure("\(line) is no ef") }
            return [
                "turned": .object(try recall.measure(turned, ef: ef, first: first)),
                "fresh": .object(try recall.measure(fresh, ef: ef)),
            ]
        }
        return ["vectors": .integer(Int64(turned.count))]
    }
}
