import KapellEngines
import KapellTesting
import Testing

/// Against the engine of Qdrant's own client: `make test-engines` starts one and sets `KAPELL_QDRANT_URL`, which may
/// also name a real server.
@Suite(.enabled(if: Environment.qdrant != nil), .serialized) struct QdrantServerTests {
    @Test func conformance() async throws {
        let endpoint = try EngineEndpoint(try #require(Environment.qdrant))
        let report = await VectorDatabaseConformance(
            QdrantVectorDatabase(endpoint), limits: [.zeroCharacter, .words, .atomicBatches, .canonicalTexts]
        ).run()
        print(report)
        #expect(report.findings.isEmpty, "\(report)")
    }
}
