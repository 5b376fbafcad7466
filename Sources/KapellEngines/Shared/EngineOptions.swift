import KapellCore
import KapellJSON
import KapellVectors

/// What a collection was made with, as a text that engines keep beside it.
enum EngineOptions {
    static func text(_ options: VectorCollectionOptions) -> String {
        JSONValue.object([
            "kapell": 1, "name": .string(options.name), "dimensions": .integer(Int64(options.dimensions)),
            "metric": .string(options.metric.rawValue), "fingerprint": .string(options.fingerprint),
            "analyzer": JSONValue(options.analyzer),
        ]).serialized()
    }

    /// `nil` for what Kapell did not write.
    static func options(_ text: String?) -> VectorCollectionOptions? {
        guard let text, let json = try? JSONValue(parsing: text), json["kapell"]?.intValue == 1,
            let name = json["name"]?.stringValue, let dimensions = json["dimensions"]?.intValue,
            let metric = json["metric"]?.stringValue.flatMap(VectorMetric.init(rawValue:))
        else { return nil }
        return VectorCollectionOptions(
            name: name, dimensions: dimensions, metric: metric, fingerprint: json["fingerprint"]?.stringValue ?? "",
            analyzer: json["analyzer"]?.stringValue)
    }

    static func vector(_ json: JSONValue?) -> [Float] { (json?.arrayValue ?? []).map { Float($0.doubleValue ?? .nan) } }

    static func json(_ vector: [Float]) -> JSONValue { .array(vector.map { .number(Double($0)) }) }
}
