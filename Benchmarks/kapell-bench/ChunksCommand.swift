import Foundation
import KapellChunking
import KapellCore
import KapellDocuments
import KapellJSON

/// Cuts documents into passages: which spans and pages, and how long it takes.
///
/// `--extract PROGRAM --files LIST.json --by STRATEGY --tokens N [--overlap N] [--parents N]`
enum ChunksCommand {
    static func run(_ arguments: Arguments) async throws -> JSONObject {
        let list = try JSONValue(parsing: Data(contentsOf: URL(fileURLWithPath: arguments.required("files"))))
        guard let paths = list.arrayValue?.compactMap(\.stringValue), !paths.isEmpty else {
            throw BenchFailure("the list names no files")
        }
        guard let by = ChunkingStrategy(rawValue: try arguments.required("by")) else {
            throw BenchFailure("there are the strategies structure, sentence, tokens and code")
        }
        let chunker = Chunker(
            ChunkingOptions(
                by: by, tokens: arguments.number("tokens", 160),
                overlap: ChunkOverlap(tokens: arguments["overlap"].flatMap { Int($0) }),
                parents: arguments["parents"].flatMap { Int($0) }))
        let extractor = try DocumentExtractor(executable: try arguments.required("extract"))
        var files: [JSONValue] = []
        var bytes = 0
        var seconds = 0.0
        for path in paths {
            let url = URL(fileURLWithPath: path)
            let document = try await extractor.extract(Array(try Data(contentsOf: url)), name: url.lastPathComponent)
            let began = CPUTime.now
            let cut = try chunker.chunks(of: document, hash: path)
            seconds += CPUTime.now - began
            bytes += document.text.utf8.count
            files.append(["path": .string(path), "chunks": .array(cut.chunks.map(json))])
        }
        return ["files": .array(files), "bytes": .integer(Int64(bytes)), "seconds": .number(seconds)]
    }

    private static func json(_ chunk: Chunk) -> JSONValue {
        let pages = chunk.pages.map { [.integer(Int64($0.lowerBound)), .integer(Int64($0.upperBound))] as JSONValue }
        return [
            "start": .integer(Int64(chunk.span.start)), "end": .integer(Int64(chunk.span.end)), "pages": pages ?? .null,
            "text": .string(chunk.text),
        ]
    }
}
