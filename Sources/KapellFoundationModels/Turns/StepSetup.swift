/// What one request to a model is made with.
struct StepSetup: Sendable {
    var runner: any ModelRunner
    var tools: ToolSet
    var options: GenerationOptions
    var contextOptions: ContextOptions
    var profile: ResolvedProfile?

    init(
        runner: any ModelRunner, tools: ToolSet, options: GenerationOptions, contextOptions: ContextOptions
    ) {
        self.runner = runner
        self.tools = tools
        self.options = options
        self.contextOptions = contextOptions
    }

    /// As a profile says, where the request does not.
    init(_ profile: ResolvedProfile, _ prompt: Transcript.Prompt) {
        runner = profile.runner
        tools = profile.tools
        options = prompt.options
        options.samplingMode = options.samplingMode ?? profile.options.samplingMode
        options.temperature = options.temperature ?? profile.options.temperature
        options.maximumResponseTokens = options.maximumResponseTokens ?? profile.options.maximumResponseTokens
        options.toolCallingMode = options.toolCallingMode ?? profile.options.toolCallingMode
        contextOptions = prompt.contextOptions
        contextOptions.reasoningLevel = contextOptions.reasoningLevel ?? profile.reasoningLevel
        self.profile = profile
    }

    /// The tools that the model may call.
    var enabledTools: [Transcript.ToolDefinition] {
        options.toolCallingMode?.kind == .disallowed ? [] : tools.definitions
    }

    /// Tells the profile of what a model has thought.
    func reasoned(_ entries: [Transcript.Entry]) async throws {
        guard let profile else { return }
        for case .reasoning(let reasoning) in entries { try await profile.reasoned(reasoning) }
    }

    /// Tells the profile of an answer, which may be empty.
    func answered(_ entries: [Transcript.Entry]) async throws {
        guard let profile else { return }
        try await reasoned(entries)
        var isEmpty = true
        for case .response(let response) in entries {
            isEmpty = false
            try await profile.responded(response)
        }
        if isEmpty { try await profile.responded(Transcript.Response(id: EntryID.make(), segments: [])) }
    }
}

extension Transcript.Entry {
    var isCalls: Bool {
        guard case .toolCalls = self else { return false }
        return true
    }
}
