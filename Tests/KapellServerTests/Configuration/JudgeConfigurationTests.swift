import KapellServer
import Testing

@Suite("The judge of a knowledge base in kapell.yaml")
struct JudgeConfigurationTests {
    private func judge(_ text: String, models: String = "{}") throws -> JudgeSection? {
        try configuration(
            "version: 1\nmodels: \(models)\nknowledge: {a: {sources: [b], mode: generative, judge: \(text)}}"
        ).knowledge.first?.judge
    }

    @Test("It has a short form, and defaults")
    func shortForm() throws {
        #expect(try configuration("version: 1\nknowledge: {a: {sources: [b]}}").knowledge[0].judge == nil)
        #expect(try judge("default") == JudgeSection(model: "default"))
        let section = try #require(try judge("openai/gpt-5"))
        #expect(section.reference == ModelReference(provider: "openai", name: "gpt-5"))
        #expect(section.deadline == .seconds(20) && section.tokens == 200 && section.concurrency == 2)
        #expect(!section.overrules && !section.isRequired)
    }

    @Test("Every key is read")
    func everyKey() throws {
        let text = "{model: strict one, deadline: 1500ms, tokens: 64, concurrency: 8, overrules: true, required: true}"
        let section = try judge(text, models: "{aliases: {strict one: openai/gpt-5}}")
        #expect(
            section
                == JudgeSection(
                    model: "strict one", deadline: .milliseconds(1500), tokens: 64, concurrency: 8, overrules: true,
                    isRequired: true))
    }

    @Test("A file of a local model is found from the configuration's folder")
    func file() throws {
        #expect(try judge("local/models/Judge.gguf")?.reference?.path == "/project/models/Judge.gguf")
    }

    @Test(
        "A model that is not known, a judge without time, and one with nothing to judge are mistakes",
        arguments: [
            ("mode: generative, judge: strict", "knowledge.a.judge", "no alias", "`default`"),
            ("mode: generative, judge: {model: opena/x}", "knowledge.a.judge.model", "`opena`", "`openai`"),
            ("mode: generative, judge: {deadline: 5s}", "knowledge.a.judge.model", "is missing", "model:"),
            (
                "mode: generative, judge: {model: default, deadline: 0s}", "knowledge.a.judge.deadline", "no time",
                "20s"
            ),
            (
                "mode: generative, judge: {model: default, tokens: 1}", "knowledge.a.judge.tokens", "from 16 to 4096",
                "200"
            ),
            (
                "mode: generative, judge: {model: default, overrule: true}", "knowledge.a.judge.overrule",
                "not a key", "`overrules`"
            ),
            ("judge: default", "knowledge.a.judge", "nothing to judge", "mode: generative"),
        ])
    func mistakes(_ text: String, _ key: String, _ message: String, _ remedy: String) throws {
        let found = issues("version: 1\nknowledge: {a: {sources: [b], \(text)}}")
        #expect(found.count == 1)
        let issue = try #require(found.first)
        #expect(issue.key == key)
        #expect(issue.message.contains(message), "\(issue)")
        #expect(issue.remedy.contains(remedy), "\(issue)")
    }
}
