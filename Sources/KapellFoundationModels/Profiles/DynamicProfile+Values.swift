/// What a profile sets. `nil` leaves it to the modifiers further out, and then to the model.
extension LanguageModelSession.DynamicProfile {
    /// The model that answers. One of them must be named: there is no default.
    public func model(_ model: some LanguageModel) -> some LanguageModelSession.DynamicProfile {
        changed { $0.runner = TypedModelRunner(model) }
    }

    /// See ``GenerationOptions/temperature``.
    public func temperature(_ temperature: Double?) -> some LanguageModelSession.DynamicProfile {
        changed { $0.options.temperature = temperature ?? $0.options.temperature }
    }

    /// See ``GenerationOptions/samplingMode``.
    public func samplingMode(
        _ samplingMode: GenerationOptions.SamplingMode?
    ) -> some LanguageModelSession.DynamicProfile {
        changed { $0.options.samplingMode = samplingMode ?? $0.options.samplingMode }
    }

    /// See ``GenerationOptions/maximumResponseTokens``.
    public func maximumResponseTokens(_ maximumResponseTokens: Int?) -> some LanguageModelSession.DynamicProfile {
        changed { $0.options.maximumResponseTokens = maximumResponseTokens ?? $0.options.maximumResponseTokens }
    }

    /// See ``ContextOptions/reasoningLevel``.
    public func reasoningLevel(
        _ reasoningLevel: ContextOptions.ReasoningLevel?
    ) -> some LanguageModelSession.DynamicProfile {
        changed { $0.reasoningLevel = reasoningLevel ?? $0.reasoningLevel }
    }

    /// See ``GenerationOptions/toolCallingMode``.
    public func toolCallingMode(
        _ toolCallingMode: GenerationOptions.ToolCallingMode?
    ) -> some LanguageModelSession.DynamicProfile {
        changed { $0.options.toolCallingMode = toolCallingMode ?? $0.options.toolCallingMode }
    }

    /// What becomes of the transcript when a request fails, before the session's own
    /// ``LanguageModelSession/transcriptErrorHandlingPolicy``.
    public func transcriptErrorHandlingPolicy(
        _ policy: TranscriptErrorHandlingPolicy?
    ) -> some LanguageModelSession.DynamicProfile {
        changed { $0.errorPolicy = policy ?? $0.errorPolicy }
    }

    /// Changes the history that a model is shown, not the session's. It is given the entries without the profile's
    /// instructions, which always go first. Several apply one after the other, the innermost first. Whatever it
    /// returns, a model is sent a history that it takes: calls have their results, results their calls.
    public func historyTransform(
        _ transform: @escaping ([Transcript.Entry]) -> [Transcript.Entry]
    ) -> some LanguageModelSession.DynamicProfile {
        changed { $0.transforms.append(transform) }
    }

    func changed(_ change: @escaping (inout ProfileDraft) -> Void) -> ChangedProfile<Self> {
        ChangedProfile(content: self, change: change)
    }
}

/// A profile with one of the modifiers of this module behind it.
struct ChangedProfile<Content: LanguageModelSession.DynamicProfile>: LanguageModelSession.DynamicProfile {
    let content: Content
    let change: (inout ProfileDraft) -> Void

    var body: ChangedProfile<Content> { return self }
}
