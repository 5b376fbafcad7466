import Foundation
import KapellJSON

/// Parses a document into a tree and lets go of it, with our parser or with Foundation's.
enum ParseCommand {
    static func run(_ arguments: Arguments) throws -> JSONObject {
        let data = try Data(contentsOf: URL(filePath: arguments.required("file")))
        let seconds: Double
        switch arguments["with"] {
        case "foundation":
            seconds = try CPUTime.perCall {
                guard try JSONSerialization.jsonObject(with: data) is [String: Any] else {
                    throw BenchFailure("Foundation read something else")
                }
            }
        case "kapell":
            seconds = try CPUTime.perCall {
                guard case .object = try JSONValue(parsing: data) else {
                    throw BenchFailure("the parser read something else")
                }
            }
        default: throw BenchFailure("parse needs --with kapell or --with foundation")
        }
        return [
            "megabytes_per_second": .number(Double(data.count) / 1e6 / seconds), "bytes": .integer(Int64(data.count)),
        ]
    }
}
