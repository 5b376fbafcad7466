import KapellCore
import KapellWorkflows
import Testing

let text = Channel("text", "")
let total = Channel("total", 0)
let notes = Channel("notes", [String](), .append())

/// A run's name, the same in each run of the test.
func runID(_ number: Int) throws -> RunID {
    let digits = String(number)
    return try #require(RunID(String(repeating: "0", count: 26 - digits.count) + digits))
}

/// The error that something throws.
func failure(_ body: () async throws -> Any) async -> KapellError? {
    do {
        _ = try await body()
        return nil
    } catch {
        return error as? KapellError ?? KapellError(.internalError, "\(error)")
    }
}
