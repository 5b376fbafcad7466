import KapellCore
import KapellJSON
import KapellLocal

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The area `local`: the two default models in process.
enum LocalCommands {
    static func write(_ arguments: Arguments) async throws -> JSONObject {
        let rate = try await ModelMeasurement.write(
            arguments.required("model"), tokens: arguments.number("tokens", 128), threads: threads(arguments))
        return ["tokens_per_second": .number(rate)]
    }

    static func read(_ arguments: Arguments) async throws -> JSONObject {
        let rate = try await ModelMeasurement.read(
            arguments.required("model"), tokens: arguments.number("tokens", 512), threads: threads(arguments))
        return ["tokens_per_second": .number(rate)]
    }

    /// Embeds each line's `text`; the model is loaded and warm before the clock starts.
    static func embed(_ arguments: Arguments) async throws -> JSONObject {
        let model = try arguments.required("model")
        let lines = try String(contentsOfFile: arguments.required("texts"), encoding: .utf8).split(separator: "\n")
        let texts = try lines.compactMap { try JSONValue(parsing: String($0))["text"]?.stringValue }
        let embedder = LocalEmbeddingModel(
            model: "bench", options: LocalModelOptions(threads: threads(arguments)), identity: { _ in "bench" },
            path: { model })
        _ = try await embedder.embed(Array(texts.prefix(4)))
        let clock = ContinuousClock()
        let began = clock.now
        let result = try await embedder.embed(texts)
        let seconds = (clock.now - began) / .seconds(1)
        if let vectors = arguments["vectors"] {
            var data = Data()
            for value in result.vectors.joined() {
                withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) }
            }
            try data.write(to: URL(filePath: vectors))
        }
        return [
            "tokens_per_second": .number(Double(result.tokens) / seconds), "tokens": .integer(Int64(result.tokens)),
            "texts": .integer(Int64(texts.count)), "seconds": .number(seconds),
        ]
    }

    private static func threads(_ arguments: Arguments) -> Int? { arguments["threads"].flatMap { Int($0) } }
}
