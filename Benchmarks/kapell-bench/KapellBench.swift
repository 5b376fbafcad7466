import KapellCore
import KapellJSON
import KapellLocal

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Measures Kapell's own side of `make bench-local`; prints one line of JSON.
@main
struct KapellBench {
    static func main() async throws {
        let arguments = Arguments(CommandLine.arguments.dropFirst())
        guard let model = arguments["model"] else { return usage() }
        let threads = arguments["threads"].flatMap { Int($0) }
        switch arguments.command {
        case "write":
            let rate = try ModelMeasurement.write(model, tokens: arguments.number("tokens", 128), threads: threads)
            say(["tokens_per_second": .number(rate)])
        case "read":
            let rate = try ModelMeasurement.read(model, tokens: arguments.number("tokens", 512), threads: threads)
            say(["tokens_per_second": .number(rate)])
        case "embed":
            guard let file = arguments["texts"] else { return usage() }
            try await embed(model, file, arguments["vectors"], threads)
        default: usage()
        }
    }

    /// Embeds each line's `text`; the model is loaded and warm before the clock starts.
    private static func embed(_ model: String, _ file: String, _ vectors: String?, _ threads: Int?) async throws {
        let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
        let texts = try lines.compactMap { try JSONValue(parsing: String($0))["text"]?.stringValue }
        let embedder = LocalEmbeddingModel(
            model: "bench", options: LocalModelOptions(threads: threads), identity: { _ in "bench" }, path: { model })
        _ = try await embedder.embed(Array(texts.prefix(4)))
        let clock = ContinuousClock()
        let began = clock.now
        let result = try await embedder.embed(texts)
        let seconds = (clock.now - began) / .seconds(1)
        if let vectors {
            var data = Data()
            for value in result.vectors.joined() {
                withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) }
            }
            try data.write(to: URL(filePath: vectors))
        }
        say([
            "tokens_per_second": .number(Double(result.tokens) / seconds), "tokens": .integer(Int64(result.tokens)),
            "texts": .integer(Int64(texts.count)), "seconds": .number(seconds),
        ])
    }

    private static func say(_ object: JSONObject) { print(JSONValue.object(object).serialized()) }

    private static func usage() {
        print(
            """
            kapell-bench write|read --model GGUF [--tokens N] [--threads N]
            kapell-bench embed --model GGUF --texts FILE.jsonl [--vectors OUT.f32] [--threads N]
            """)
    }
}

/// `command --name value …`.
private struct Arguments {
    let command: String
    private var values: [String: String] = [:]

    init(_ arguments: some Sequence<String>) {
        var rest = Array(arguments)[...]
        command = rest.popFirst() ?? ""
        while let name = rest.popFirst(), name.hasPrefix("--"), let value = rest.popFirst() {
            values[String(name.dropFirst(2))] = value
        }
    }

    subscript(_ name: String) -> String? { values[name] }

    func number(_ name: String, _ standard: Int) -> Int { values[name].flatMap { Int($0) } ?? standard }
}
