import KapellCore
import KapellDialects
import KapellFaults
import KapellProviders
import Testing

@Suite("Tool calls with odd indexes")
struct ToolCallFaultTests {
    @Test("Two calls stay two, whole and in order, however they are numbered", arguments: DialectName.allCases)
    func calls(_ dialect: DialectName) async throws {
        for indexes in Fault.ToolIndexes.allCases where Self.isPossible(indexes, dialect) {
            try await Stage.withServer(dialect, [.toolCalls(indexes)]) { server in
                let model = try Stage.model(dialect, port: server.port)
                let reading = await Reading.events(model, try Stage.request(dialect, streams: true))
                let place = "\(dialect.rawValue): \(indexes)"
                #expect(reading.failure?.error == nil, "\(place)")
                let calls = reading.response.toolCalls
                #expect(calls.map(\.name) == HealthyAnswer.calls.map(\.name), "\(place)")
                #expect(calls.map(\.arguments) == HealthyAnswer.calls.map { $0.pieces.joined() }, "\(place)")
                #expect(Set(calls.map(\.id)).count == 2, "\(place)")
                #expect(calls.allSatisfy { !$0.id.isEmpty }, "\(place)")
                #expect(reading.response.finishReason == .toolCalls, "\(place)")
            }
        }
    }

    /// Items of responses carry ids beside their places, which the terminal event repeats in order.
    private static func isPossible(_ indexes: Fault.ToolIndexes, _ dialect: DialectName) -> Bool {
        dialect != .openAIResponses || indexes == .regular || indexes == .interleaved
    }
}
