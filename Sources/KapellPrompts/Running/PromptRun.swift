import KapellCore
import KapellJSON

/// One prompt on its way to its answer.
struct PromptRun: Sendable {
    let runner: PromptRunner
    let prompt: Prompt
    let recorder: RunRecorder
    let emit: @Sendable (PromptEvent) -> Void

    private var backend: any ModelBackend { runner.backend }

    func answer(
        _ input: JSONObject, _ origins: [String: Origin], _ verifiers: [any Verifier<PromptDraft>]
    ) async throws -> PromptResult {
        let (variant, form) = prompt.form(for: backend.model)
        let (rendered, embedded) = try await render(input, origins)
        var all: [any Verifier<PromptDraft>] = prompt.output.map { [OutputVerifier(output: $0)] } ?? []
        let labels = prompt.oneOf.flatMap { input[$0]?.arrayValue }?.compactMap(\.stringValue)
        if let labels { all.append(LabelVerifier(labels: labels)) }
        all += verifiers
        let isVerified = !all.isEmpty
        let loop = VerificationLoop<PromptDraft>(verifiers: all, budget: form.budget, clock: runner.clock)
        let outcome = try await loop.run(
            onVerdict: { verdict in
                try? await recorder.record(.verdict, verdict.json)
                emit(.verdict(verdict))
            },
            produce: { attempt in try await draft(attempt, rendered, form, isVerified) })
        var usage = outcome.usage
        usage.embeddingTokens = usage.embeddingTokens.clampedAdding(embedded)
        var verdicts = outcome.verdicts
        let value: JSONValue
        if case .accepted(let draft) = outcome.ending, let written = draft.value {
            value = written
        } else if let labels, case .exhausted(.attempts, _) = outcome.ending,
            let (label, tokens) = try await nearest(of: labels, to: input)
        {
            value = .string(label)
            usage.embeddingTokens = usage.embeddingTokens.clampedAdding(tokens)
            let verdict = VerdictRecord(
                verifier: "label", decision: .fix, reason: "The model named no label; the nearest in meaning was taken."
            )
            try await recorder.record(.verdict, verdict.json)
            emit(.verdict(verdict))
            verdicts.append(verdict)
        } else {
            throw failure(outcome)
        }
        if isVerified { emit(.answer(value.stringValue ?? value.serialized())) }
        try await recorder.record(.cost, usage.json.objectValue ?? [:])
        return PromptResult(
            prompt: prompt.name, version: prompt.version, variant: variant, model: backend.model, output: value,
            attempts: outcome.attempts, examples: rendered.examples, verdicts: verdicts, usage: usage,
            run: recorder.id)
    }

    /// The label nearest to the other texts of the input, where there is an embedding model; ties go to the first.
    private func nearest(of labels: [String], to input: JSONObject) async throws -> (label: String, tokens: Int)? {
        guard let embedder = runner.embedder, !labels.isEmpty else { return nil }
        let text = input.compactMap { $0.value.stringValue }.joined(separator: "\n")
        let result = try await embedder.embed([text] + labels)
        guard result.vectors.count == labels.count + 1 else { return nil }
        let best = ExampleRanking.similar(result.vectors[0], Array(result.vectors.dropFirst()), count: 1)
        return best.first.map { (labels[$0], result.tokens) }
    }

    /// The prompt with its examples and values, and the tokens that embedding took.
    private func render(
        _ input: JSONObject, _ origins: [String: Origin]
    ) async throws -> (RenderedPrompt, embeddingTokens: Int) {
        let packed = try await prompt.packed(input) { try await backend.countTokens($0) }
        var examples: [FewShot.Example] = []
        var tokens = 0
        if let fewShot = prompt.fewShot {
            let selector = ExampleSelector(fewShot, embedder: runner.embedder, vectors: runner.vectors)
            (examples, tokens) = try await selector.choose(for: packed) { example in
                try await backend.countTokens("\(JSONValue.object(example.input).serialized())\n\(example.answer)")
            }
        }
        let rendered = try prompt.render(
            packed, origins: origins, model: backend.model, examples: examples, limits: runner.limits)
        return (rendered, tokens)
    }

    /// One attempt. What was rejected is replaced: the model never sees its failed answer, only what was wrong with it.
    private func draft(
        _ attempt: VerificationLoop<PromptDraft>.Attempt, _ rendered: RenderedPrompt, _ form: PromptForm,
        _ isVerified: Bool
    ) async throws -> (PromptDraft, ModelUsage) {
        var messages = rendered.messages
        if let feedback = attempt.feedback {
            messages[messages.count - 1].content += "\n\nAn earlier answer was rejected: \(feedback)"
        }
        var limit = form.maximumResponseTokens
        if let left = attempt.tokensLeft { limit = min(limit ?? left, left) }
        var request = ModelRequest(
            messages: messages, sampling: form.sampling, maximumResponseTokens: limit, stop: form.stop)
        if let output = prompt.output, backend.features.contains(.responseSchema) {
            request.responseSchema = ModelResponseSchema(name: prompt.name, schema: output.schema)
        }
        try await recorder.record(
            .modelRequest,
            [
                "model": .string(backend.model), "messages": .integer(Int64(messages.count)),
                "attempt": .integer(Int64(attempt.number)), "prompt": .string(prompt.name),
                "version": .string(prompt.version.description), "variant": JSONValue(rendered.variant),
                "examples": .integer(Int64(rendered.examples)),
                "origins": JSONValue(messages.map(\.origin.kind)),
            ], content: ["prompt": messages.map { "\($0.role.rawValue): \($0.content)" }.joined(separator: "\n")])
        var response = ModelResponse()
        for try await event in backend.stream(request) {
            response.apply(event)
            guard case .text(let piece) = event else { continue }
            emit(isVerified ? .draft(response.text) : .answer(piece))
        }
        try Task.checkCancellation()
        try await recorder.record(
            .modelOutput,
            [
                "producer": .string(backend.model), "characters": .integer(Int64(response.text.count)),
                "finish_reason": .string(response.finishReason?.rawValue ?? ""), "usage": response.usage.json,
            ], content: ["text": response.text])
        return (PromptDraft(response, output: prompt.output), response.usage)
    }

    private func failure(_ outcome: VerificationLoop<PromptDraft>.Outcome) -> KapellError {
        let reason = outcome.verdicts.last.map { " \($0.reason)" } ?? ""
        switch outcome.ending {
        case .exhausted(.duration, _):
            return KapellError(
                .timeout, "The prompt \(prompt.name) has no answer within its time.\(reason)",
                remedy: "Give it more: `budget: {seconds: …}` in \(prompt.source.file).")
        case .exhausted(.tokens, _):
            return KapellError(
                .model, "The prompt \(prompt.name) has no accepted answer within its tokens.\(reason)",
                remedy: "Give it more: `budget: {tokens: …}` in \(prompt.source.file).")
        case .refused(let reason):
            return KapellError(.model, "The answer to \(prompt.name) was refused. \(reason)", remedy: nil)
        default:
            let times = outcome.attempts == 1 ? "1 attempt" : "\(outcome.attempts) attempts"
            return KapellError(
                .model, "\(backend.model) gave no accepted answer to \(prompt.name) in \(times).\(reason)",
                remedy: prompt.source.isBuiltIn
                    ? "Take a larger model."
                    : "Add examples or a variant for this model to \(prompt.source.file), or take a larger model.")
        }
    }
}
