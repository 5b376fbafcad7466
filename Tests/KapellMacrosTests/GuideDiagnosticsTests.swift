import Testing

@Suite struct GuideDiagnosticsTests {
    @Test("A guide that has no effect says so", arguments: GuideRefusals.noEffect)
    func noEffect(_ refusal: Refusal) async throws { try await refusal.check() }
}
