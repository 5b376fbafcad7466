import KapellCore
import KapellEngines
import KapellJSON
import Synchronization

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

enum Cassette {
    static func text(_ name: String) throws -> String {
        let path = URL(filePath: #filePath).deletingLastPathComponent().path + "/Cassettes/\(name).json"
        return try String(contentsOfFile: path, encoding: .utf8)
    }
}

/// Answers in the order in which they stand in a cassette, and keeps what was asked.
///
/// A cassette is a list of exchanges: `{"request": "POST /path", "body": …, "status": 200, "answer": …}`. A request that
/// is another than the next one's, or whose body differs, is kept as a mismatch and answered with 500.
final class ScriptedEngine: EngineTransport {
    private struct State {
        var exchanges: [JSONValue]
        var mismatches: [String] = []
    }

    private let state: Mutex<State>

    init(_ cassette: String) throws {
        state = Mutex(State(exchanges: try JSONValue(parsing: cassette).arrayValue ?? []))
    }

    var mismatches: [String] {
        state.withLock { $0.mismatches + $0.exchanges.map { "never asked: \($0["request"]?.stringValue ?? "")" } }
    }

    func send(_ request: EngineRequest) async throws(KapellError) -> EngineResponse {
        state.withLock { state in
            let asked = "\(request.method) \(request.host.map { "//\($0)" } ?? "")\(request.path)"
            guard !state.exchanges.isEmpty else {
                state.mismatches.append("asked too much: \(asked)")
                return EngineResponse(status: 500, body: [])
            }
            let next = state.exchanges.removeFirst()
            if next["request"]?.stringValue != asked {
                state.mismatches.append("asked \(asked)\n instead of \(next["request"] ?? .null)")
            }
            if let body = next["body"], request.body != body {
                state.mismatches.append("\(asked) with \(request.body ?? .null)\n instead of \(body)")
            }
            return EngineResponse(
                status: next["status"]?.intValue ?? 200, body: next["answer"]?.serializedBytes() ?? [],
                retryAfter: next["wait"]?.intValue.map { .seconds($0) })
        }
    }
}
