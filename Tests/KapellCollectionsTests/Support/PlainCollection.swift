import KapellCollections
import KapellCore
import KapellVectors

/// What a collection must do, in loops over a dictionary.
struct PlainCollection {
    var spaces: [String: [String: VectorRecord]] = [:]
    let metric: VectorMetric

    mutating func upsert(_ records: [VectorRecord], _ namespace: String) {
        for record in records { spaces[namespace, default: [:]][record.id] = record }
    }

    mutating func delete(_ ids: [String], _ namespace: String) -> Int {
        ids.reduce(0) { $0 + (spaces[namespace]?.removeValue(forKey: $1) == nil ? 0 : 1) }
    }

    func all(_ namespace: String, _ filter: Filter? = nil) -> [VectorRecord] {
        (spaces[namespace] ?? [:]).values.filter { filter?.matches($0.metadata) ?? true }
            .sorted { Array($0.id.utf8).lexicographicallyPrecedes(Array($1.id.utf8)) }
    }

    /// The score of each record of a namespace that matches.
    func scores(_ vector: [Float], _ namespace: String, _ filter: Filter?) -> [String: Double] {
        var scores: [String: Double] = [:]
        for record in all(namespace, filter) { scores[record.id] = score(vector, record.vector) }
        return scores
    }

    private func score(_ a: [Float], _ b: [Float]) -> Double {
        func dot(_ a: [Float], _ b: [Float]) -> Double { zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) } }
        return switch metric {
        case .dot: dot(a, b)
        case .cosine: dot(a, b) / (dot(a, a) * dot(b, b)).squareRoot()
        case .l2: -zip(a, b).reduce(0) { $0 + (Double($1.0) - Double($1.1)) * (Double($1.0) - Double($1.1)) }
        }
    }
}

/// Nothing but exact searches and small parts, so that a test sees their borders.
func smallSettings(exactLimit: Int = 4_096) -> LocalCollectionSettings {
    var settings = LocalCollectionSettings()
    settings.exactLimit = exactLimit
    settings.tasks = 1
    return settings
}
