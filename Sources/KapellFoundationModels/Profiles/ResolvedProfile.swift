import KapellCore

/// What a dynamic profile has come to for one request to a model.
// The lock is `gate`: what `draft` holds is used within it only.
final class ResolvedProfile: @unchecked Sendable {
    let runner: any ModelRunner
    let tools: ToolSet
    /// `nil` where the profile has neither instructions nor tools.
    let instructions: Transcript.Instructions?
    let options: GenerationOptions
    let reasoningLevel: ContextOptions.ReasoningLevel?
    let errorPolicy: TranscriptErrorHandlingPolicy?
    let hasTransforms: Bool
    let hasPrompts: Bool
    private let draft: ProfileDraft
    private let gate: AsyncGate
    private let place: SessionPlace

    init(_ draft: ProfileDraft, _ gate: AsyncGate, _ place: SessionPlace) throws {
        guard let runner = draft.runner else {
            throw KapellError(
                .invalidRequest, "The session's profile names no model.",
                remedy: "Add `.model(…)` to the profile, or to one around it.")
        }
        self.runner = runner
        tools = ToolSet(draft.instructions.tools)
        if let problem = tools.problem { throw problem }
        instructions = Self.instructions(draft, tools)
        options = draft.options
        reasoningLevel = draft.reasoningLevel
        errorPolicy = draft.errorPolicy
        hasTransforms = !draft.transforms.isEmpty
        hasPrompts = !draft.prompts.isEmpty
        self.draft = draft
        self.gate = gate
        self.place = place
    }

    static func instructions(_ draft: ProfileDraft, _ tools: ToolSet) -> Transcript.Instructions? {
        let content = draft.instructions.content
        guard content != nil || !tools.isEmpty else { return nil }
        return Transcript.Instructions(
            id: EntryID.make(), segments: content?.segments ?? [], toolDefinitions: tools.definitions)
    }

    // MARK: Actions

    nonisolated(nonsending) func prompted(_ prompt: Transcript.Prompt) async throws {
        try await run(draft.prompts) { try await $0(prompt) }
    }

    nonisolated(nonsending) func responded(_ response: Transcript.Response) async throws {
        try await run(draft.responses) { try await $0(response) }
    }

    nonisolated(nonsending) func reasoned(_ reasoning: Transcript.Reasoning) async throws {
        try await run(draft.reasonings) { try await $0(reasoning) }
    }

    nonisolated(nonsending) func called(_ call: Transcript.ToolCall) async throws {
        try await run(draft.calls) { try await $0(call) }
    }

    nonisolated(nonsending) func returned(_ call: Transcript.ToolCall, _ output: Transcript.ToolOutput) async throws {
        try await run(draft.outputs) { try await $0(call, output) }
    }

    /// The transcript as the model is to be shown it.
    nonisolated(nonsending) func transformed(_ transcript: Transcript) async throws -> Transcript {
        guard hasTransforms else { return transcript }
        return try await gate.run {
            SessionPlace.$current.withValue(SessionPlace(values: place.values)) {
                var entries = Array(transcript.history)
                for transform in draft.transforms.reversed() { entries = transform(entries) }
                let lead = transcript.entries.prefix { $0.isInstructions }.prefix(1)
                // A transform may have put instructions of its own in front.
                if let first = entries.first, first.isInstructions { return Transcript(entries: entries) }
                return Transcript(entries: lead + entries)
            }
        }
    }

    private nonisolated(nonsending) func run<Action>(
        _ actions: [Action], _ body: (Action) async throws -> Void
    ) async throws {
        guard !actions.isEmpty else { return }
        try await gate.run {
            try await SessionPlace.$current.withValue(place) {
                for action in actions.reversed() { try await body(action) }
            }
        }
    }
}
