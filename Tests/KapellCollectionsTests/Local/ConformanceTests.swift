import KapellCollections
import KapellTesting
import Testing

@Suite struct ConformanceTests {
    @Test func theDatabaseInMemoryKeepsWhatTheProtocolPromises() async throws {
        let report = await VectorDatabaseConformance(LocalVectorDatabase()).run()
        #expect(report.findings.isEmpty, "\(report)")
    }
}
