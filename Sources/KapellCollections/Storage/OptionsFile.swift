internal import KapellCore
internal import KapellJSON
internal import KapellVectors

/// `collection.json`: what a collection was made with.
enum OptionsFile {
    static let kind = "collection"

    static func write(_ options: VectorCollectionOptions, to path: String) throws(KapellError) {
        let json: JSONValue = [
            "name": .string(options.name), "dimensions": .integer(Int64(options.dimensions)),
            "metric": .string(options.metric.rawValue), "fingerprint": .string(options.fingerprint),
            "analyzer": options.analyzer.map { .string($0) } ?? .null,
        ]
        try CheckedFile.write(json, kind: kind, to: path)
    }

    /// - Throws: `.corrupt`, `.unsupported` that name the file.
    static func read(_ path: String) throws(KapellError) -> VectorCollectionOptions {
        let json = try CheckedFile.read(path, kind: kind)
        guard let name = json["name"]?.stringValue, let dimensions = json["dimensions"]?.intValue,
            let metric = json["metric"]?.stringValue.flatMap(VectorMetric.init(rawValue:)),
            let fingerprint = json["fingerprint"]?.stringValue
        else {
            throw KapellError(.corrupt, "The file \(path) lacks what makes a collection.")
        }
        let options = VectorCollectionOptions(
            name: name, dimensions: dimensions, metric: metric, fingerprint: fingerprint,
            analyzer: json["analyzer"]?.stringValue)
        try OptionsCheck.check(options)
        return options
    }
}
