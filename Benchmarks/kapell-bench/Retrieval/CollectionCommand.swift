import KapellCollections
import KapellCore
import KapellJSON
import KapellLexical
import KapellVectors

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Fills a collection, or opens one, and answers questions in lines of JSON: see ``CollectionQuestion``.
///
/// Records have the numbers of their rows as ids. `--values` holds whole numbers for the fields `f0`, `f1` and so on,
/// as 32-bit integers; `--texts` a line of JSON with `text` for each record. Without `--folder` the collection is in
/// memory; with it and without `--base` it is opened, and the first line says how long that took, with one search.
enum CollectionCommand {
    private static let name = "bench"

    @concurrent static func run(_ arguments: Arguments) async throws -> JSONObject {
        let dimensions = arguments.number("dimensions", 50)
        let queries = try VectorFile(arguments.required("queries"), width: dimensions).all
        let texts = try arguments["query-texts"].map { try Self.texts($0) } ?? []
        guard let query = queries.first else { throw BenchFailure("there are no queries") }
        var settings = LocalCollectionSettings()
        settings.graph = try VectorsCommand.options(arguments)
        settings.tasks = arguments.number("threads", 2)

        let clock = ContinuousClock()
        let began = clock.now
        let database =
            if let folder = arguments["folder"] {
                try await LocalVectorDatabase.open(folder: folder, settings: settings)
            } else { LocalVectorDatabase(settings: settings) }
        let collection: any VectorCollection
        var line: JSONObject = [:]
        if arguments["base"] == nil {
            collection = try await database.collection(name)
            _ = try await collection.query(VectorQuery(vector: query, parts: []))
            line["open_seconds"] = .number((clock.now - began) / .seconds(1))
        } else {
            var options = VectorCollectionOptions(
                name: name, dimensions: dimensions, metric: try VectorsCommand.metric(arguments))
            if arguments["texts"] != nil {
                let stop = Analyzer.StopWords(rawValue: arguments["stop"] ?? "keep") ?? .keep
                options.analyzer = try Analyzer(language: .english, stopWords: stop).identifier
            }
            collection = try await database.create(options)
            try await fill(collection, arguments)
            line["fill_seconds"] = .number((clock.now - began) / .seconds(1))
        }
        line["count"] = .integer(Int64(try await collection.count(where: nil, namespace: "")))
        Conversation.say(line)
        try await Conversation.answer { line in
            try await CollectionQuestion(line).ask(collection, queries, texts)
        }
        await database.close()
        return [:]
    }

    private static func fill(_ collection: any VectorCollection, _ arguments: Arguments) async throws {
        let base = try VectorFile(arguments.required("base"), width: collection.options.dimensions)
        let names = (0..<arguments.number("fields", 0)).map { "f\($0)" }
        let values = try arguments["values"].map { try RowFile<Int32>($0, width: names.count) }
        let texts = try arguments["texts"].map { try Self.texts($0) }
        guard values.map({ $0.count == base.count }) ?? true, texts.map({ $0.count == base.count }) ?? true else {
            throw BenchFailure("the values or the texts are not as many as the vectors")
        }
        for part in base.parts(of: 1_000) {
            let records = try part.map { row in
                let fields = values.map { zip(names, $0[row].map { MetadataValue.integer(Int64($0)) }) }
                return VectorRecord(
                    id: String(row), vector: base[row], text: texts?[row],
                    metadata: try Metadata(fields.map { Array($0) } ?? []))
            }
            try await collection.upsert(records, namespace: "")
        }
    }

    /// The `text` of each line.
    private static func texts(_ path: String) throws -> [String] {
        try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map { line in
            guard let text = try JSONValue(parsing: String(line)).objectValue?["text"]?.stringValue else {
                throw BenchFailure("\(path) holds a line without a text")
            }
            return text
        }
    }
}
