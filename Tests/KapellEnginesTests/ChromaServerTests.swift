import KapellEngines
import KapellTesting
import Testing

/// Against a real server: `make test-engines` starts one and sets `KAPELL_CHROMA_URL`.
@Suite(.enabled(if: Environment.chroma != nil), .serialized) struct ChromaServerTests {
    static let limits: VectorDatabaseLimits = [.zeroCharacter, .words, .atomicBatches, .canonicalTexts]

    @Test func conformance() async throws {
        let endpoint = try EngineEndpoint(try #require(Environment.chroma))
        let report = await VectorDatabaseConformance(ChromaVectorDatabase(endpoint), limits: Self.limits).run()
        print(report)
        #expect(report.findings.isEmpty, "\(report)")
    }

    /// The exchange that `CassetteTests` plays back; recorded where `KAPELL_CHROMA_RECORD` names `Tests/Engines/record.py`.
    @Test func scenario() async throws {
        let endpoint = try EngineEndpoint(try #require(Environment.chromaRecorder ?? Environment.chroma))
        try await CassetteTests.chromaScenario(ChromaVectorDatabase(endpoint))
    }
}
