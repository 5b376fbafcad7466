import Foundation
import KapellCore
import KapellJSON
import KapellLocal
import KapellVerification

/// Judges labelled pairs of sentences and spans; counts false accepts and false rejects.
enum SupportCommand {
    static let usage =
        "kapell-bench support --pairs FILE.jsonl [--model GGUF] [--threads N] [--features OUT.jsonl]\n"

    private struct Pair {
        var id: String
        var kind: String
        var isSupported: Bool
        var question: String
        var sentence: String
        var span: SupportSpan
    }

    static func run(_ arguments: Arguments) async throws -> JSONObject {
        let pairs = try pairs(arguments.required("pairs"))
        let similarities = try await similarities(pairs, arguments)
        let checker = SupportChecker()
        var counts = Counts()
        var features = ""
        var seconds = 0.0
        for (index, pair) in pairs.enumerated() {
            let began = ContinuousClock.now
            let verdict = try checker.check(
                sentence: pair.sentence, question: pair.question, spans: [pair.span],
                similarity: similarities?[index])
            seconds += (ContinuousClock.now - began) / .seconds(1)
            counts.add(pair.isSupported, verdict.isSupported, pair.kind)
            if arguments["features"] != nil {
                let values = checker.features(
                    sentence: pair.sentence, question: pair.question, span: pair.span,
                    similarity: similarities?[index])
                var object = JSONObject()
                for (name, value) in values { object[name] = .number(value) }
                features +=
                    JSONValue.object(["id": .string(pair.id), "features": .object(object)]).serialized() + "\n"
            }
        }
        if let path = arguments["features"] { try Data(features.utf8).write(to: URL(filePath: path)) }
        var figures = counts.figures
        figures["milliseconds_a_pair"] = .number(seconds * 1000 / Double(max(1, pairs.count)))
        return figures
    }

    private static func pairs(_ path: String) throws -> [Pair] {
        try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map { line in
            let value = try JSONValue(parsing: String(line))
            func text(_ key: String) throws -> String {
                guard let text = value[key]?.stringValue else { throw BenchFailure("a pair without `\(key)`") }
                return text
            }
            return Pair(
                id: try text("id"), kind: try text("kind"), isSupported: try text("label") == "supported",
                question: try text("question"), sentence: try text("sentence"),
                span: SupportSpan(text: try text("span"), title: try text("context_document_title")))
        }
    }

    /// The likeness of each pair, where a model is given.
    private static func similarities(_ pairs: [Pair], _ arguments: Arguments) async throws -> [Double]? {
        guard let model = arguments["model"] else { return nil }
        let embedder = LocalEmbeddingModel(
            model: "bench", options: LocalModelOptions(threads: arguments["threads"].flatMap { Int($0) }),
            identity: { _ in "bench" }, path: { model })
        var found: [Double] = []
        for pair in pairs {
            found.append(try await SupportSimilarity.of(pair.sentence, spans: [pair.span], with: embedder))
        }
        return found
    }

    private struct Counts {
        private var kinds: [String: (right: Int, total: Int)] = [:]
        private var accepted = 0
        private var unsupported = 0
        private var rejected = 0
        private var supported = 0

        mutating func add(_ isSupported: Bool, _ isAccepted: Bool, _ kind: String) {
            let key = (isSupported ? "supported " : "unsupported ") + kind
            kinds[key, default: (0, 0)].total += 1
            if isSupported == isAccepted { kinds[key, default: (0, 0)].right += 1 }
            if isSupported {
                supported += 1
                if !isAccepted { rejected += 1 }
            } else {
                unsupported += 1
                if isAccepted { accepted += 1 }
            }
        }

        var figures: JSONObject {
            var table = JSONObject()
            for (key, count) in kinds.sorted(by: { $0.key < $1.key }) {
                table[key] = ["right": .integer(Int64(count.right)), "of": .integer(Int64(count.total))]
            }
            return [
                "false_accepts": Self.rate(accepted, unsupported), "false_rejects": Self.rate(rejected, supported),
                "kinds": .object(table),
            ]
        }

        /// A share with its 95 % interval.
        private static func rate(_ count: Int, _ total: Int) -> JSONValue {
            let interval = WilsonInterval(successes: count, trials: total, z: 1.959964)
            return [
                "count": .integer(Int64(count)), "of": .integer(Int64(total)),
                "rate": .number(Double(count) / Double(max(1, total))),
                "low": .number(interval.lower), "high": .number(interval.upper),
            ]
        }
    }
}
