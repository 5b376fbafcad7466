import Foundation
import KapellJSON
import KapellLexical

/// Ranks the pages of the area `lexical`, or measures indexing and searching of its passages.
enum LexicalCommand {
    static func run(_ arguments: Arguments) throws -> JSONObject {
        let folder = try arguments.required("data")
        let stop = Analyzer.StopWords(rawValue: arguments["stop"] ?? "keep") ?? .keep
        let schema = try LexicalSchema(
            analyzer: Analyzer(language: .english, stopWords: stop),
            k1: arguments["k1"].flatMap { Double($0) } ?? 1.2, b: arguments["b"].flatMap { Double($0) } ?? 0.75)
        let queries = try JSONValue(parsing: contents(folder, "queries.json")).arrayValue?.compactMap {
            $0.objectValue?["text"]?.stringValue
        }
        guard let queries, !queries.isEmpty else { throw BenchFailure("queries.json holds no queries") }
        switch arguments["task"] {
        case "rank": return try rank(schema, documents(folder, "pages.jsonl"), queries)
        case "speed": return try speed(schema, documents(folder, "passages.jsonl"), queries)
        default: throw BenchFailure("lexical needs --task rank or --task speed")
        }
    }

    private static func rank(
        _ schema: LexicalSchema, _ documents: [LexicalDocument], _ queries: [String]
    ) throws -> JSONObject {
        let index = LexicalIndex(schema)
        try index.upsert(documents)
        let ranks = try queries.map { query in
            JSONValue.array(try index.search(.words(query)).matches.map { .integer($0.id) })
        }
        return ["ranks": .array(ranks)]
    }

    private static func speed(
        _ schema: LexicalSchema, _ documents: [LexicalDocument], _ queries: [String]
    ) throws -> JSONObject {
        let began = CPUTime.now
        let index = LexicalIndex(schema)
        try index.upsert(documents)
        let built = CPUTime.now - began
        let reader = index.reader
        var found = 0
        let perRound = try CPUTime.perCall(atLeast: 1) {
            found = 0
            for query in queries { found += try reader.search(.words(query)).matches.count }
        }
        return [
            "index_seconds": .number(built), "qps": .number(Double(queries.count) / perRound),
            "found": .integer(Int64(found)), "documents": .integer(Int64(documents.count)),
            "bytes": .integer(Int64(reader.byteCount)),
        ]
    }

    private static func documents(_ folder: String, _ name: String) throws -> [LexicalDocument] {
        try contents(folder, name).split(separator: UInt8(ascii: "\n")).map { line in
            let row = try JSONValue(parsing: Data(line)).objectValue
            guard let id = row?["id"]?.intValue, let text = row?["text"]?.stringValue else {
                throw BenchFailure("\(name) holds a line without id and text")
            }
            return LexicalDocument(id: Int64(id), text: text)
        }
    }

    private static func contents(_ folder: String, _ name: String) throws -> Data {
        try Data(contentsOf: URL(filePath: folder).appending(path: name))
    }
}
