import KapellCore
import KapellJSON

/// Common work with a model in one call: classify, extract, summarise, translate, compare, answer in a span.
///
/// Each has a prompt of its own in ``TaskPrompts``, and what it returns is checked by code. Those that take an embedding
/// model alone write no text and are the same on every run. `Documentation/Prompts.md` says what quality the models
/// have that come with Kapell.
public enum Tasks {
    /// Runs a task's prompt with verifiers of the task's own.
    static func run(
        _ name: String, _ input: JSONObject, _ backend: any ModelBackend, _ journal: (any Journal)?,
        output: PromptOutput? = nil, attempts: Int, verifiers: [any Verifier<PromptDraft>]
    ) async throws -> PromptResult {
        var prompt = try TaskPrompts.prompt(name)
        prompt = prompt.with(output: output, attempts: attempts)
        return try await PromptRunner(backend: backend, journal: journal).run(
            prompt, input: input, verifiers: verifiers)
    }
}

extension Prompt {
    /// The same prompt with another output, and with as many attempts.
    func with(output: PromptOutput?, attempts: Int) -> Prompt {
        var form = standard
        form.budget.attempts = max(1, attempts)
        return Prompt(
            name: name, version: version, description: description, model: model, input: input,
            output: output ?? self.output, oneOf: oneOf, fewShot: fewShot, packs: packs, marksOrigins: marksOrigins,
            tests: tests,
            source: source, standard: form, variants: variants)
    }
}
