import KapellDialects
import Testing

@Suite("What the name of a model tells")
struct ClaudeModelTests {
    @Test(
        "Versions are found in every spelling",
        arguments: [
            ("claude-3-5-sonnet-20240620", false, false, false),
            ("anthropic.claude-3-7-sonnet-20250219-v1:0", true, false, false),
            ("claude-opus-4-20250514", true, false, false), ("us.anthropic.claude-opus-4-6-v1", true, true, false),
            ("claude-opus-4-8-20260528", true, true, true), ("claude-fable-5", true, true, true),
            ("claude-sonnet-4@20250514", true, false, false), ("gpt-5", true, false, false),
            ("claude-next", true, true, false),
            ("", true, false, false),
        ])
    func versions(name: String, thinks: Bool, adaptively: Bool, refusesSampling: Bool) {
        let model = ClaudeModel(name)
        #expect(model.thinks == thinks)
        #expect(model.thinksAdaptively == adaptively)
        #expect(model.refusesSampling == refusesSampling)
        #expect(model.takesSystemTurns == refusesSampling)
    }
}
