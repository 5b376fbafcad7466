import Foundation
import KapellJSON

/// Lines of JSON with the script that started this program: so it can take turns with a peer.
enum Conversation {
    static func say(_ line: JSONObject) {
        print(JSONValue.object(line).serialized())
        fflush(nil)
    }

    /// Answers each line of the standard input, up to its end.
    static func answer(_ body: (String) async throws -> JSONObject) async throws {
        while let line = readLine() { say(try await body(line)) }
    }
}
