/// What a profile does while the session answers.
///
/// All actions run, those of inner profiles first, one at a time. What one throws ends the request, and comes out of
/// `respond` as it is. An action may change ``SessionPropertyValues/history``.
extension LanguageModelSession.DynamicProfile {
    /// Runs once the prompt is part of the transcript, before the model is asked. What it changes counts for that
    /// request already: the bodies are read again.
    public func onPrompt(
        perform action: sending @escaping (Transcript.Prompt) async throws -> Void
    ) -> some LanguageModelSession.DynamicProfile {
        changed { $0.prompts.append(action) }
    }

    /// Runs once the prompt is part of the transcript, before the model is asked.
    public func onPrompt(
        perform action: sending @escaping () async throws -> Void
    ) -> some LanguageModelSession.DynamicProfile {
        changed { $0.prompts.append { _ in try await action() } }
    }

    /// Runs when the model has answered.
    public func onResponse(
        perform action: sending @escaping (Transcript.Response) async throws -> Void
    ) -> some LanguageModelSession.DynamicProfile {
        changed { $0.responses.append(action) }
    }

    /// Runs when the model has answered.
    public func onResponse(
        perform action: sending @escaping () async throws -> Void
    ) -> some LanguageModelSession.DynamicProfile {
        changed { $0.responses.append { _ in try await action() } }
    }

    /// Runs when the model has thought, for each entry of thoughts.
    public func onReasoning(
        perform action: sending @escaping (Transcript.Reasoning) async throws -> Void
    ) -> some LanguageModelSession.DynamicProfile {
        changed { $0.reasonings.append(action) }
    }

    /// Runs when the model has thought, for each entry of thoughts.
    public func onReasoning(
        perform action: sending @escaping () async throws -> Void
    ) -> some LanguageModelSession.DynamicProfile {
        changed { $0.reasonings.append { _ in try await action() } }
    }

    /// Runs for each call of a tool, before it is made. To deny a call and go on, use ``SessionPolicy/toolApproval``.
    public func onToolCall(
        perform action: sending @escaping (Transcript.ToolCall) async throws -> Void
    ) -> some LanguageModelSession.DynamicProfile {
        changed { $0.calls.append(action) }
    }

    /// Runs for each call of a tool, before it is made.
    public func onToolCall(
        perform action: sending @escaping () async throws -> Void
    ) -> some LanguageModelSession.DynamicProfile {
        changed { $0.calls.append { _ in try await action() } }
    }

    /// Runs for each result of a call, as results come.
    public func onToolOutput(
        perform action: sending @escaping (Transcript.ToolCall, Transcript.ToolOutput) async throws -> Void
    ) -> some LanguageModelSession.DynamicProfile {
        changed { $0.outputs.append(action) }
    }

    /// Runs for each result of a call, as results come.
    public func onToolOutput(
        perform action: sending @escaping () async throws -> Void
    ) -> some LanguageModelSession.DynamicProfile {
        changed { $0.outputs.append { _, _ in try await action() } }
    }

    /// Runs when this profile becomes part of what the session asks with: at the first request, and again when it
    /// comes back.
    public func onActivate(
        perform action: sending @escaping @isolated(any) () async -> Void
    ) -> some LanguageModelSession.DynamicProfile {
        changed { $0.add(activate: { await action() }) }
    }

    /// Runs when this profile is no longer part of what the session asks with.
    public func onDeactivate(
        perform action: sending @escaping @isolated(any) () async -> Void
    ) -> some LanguageModelSession.DynamicProfile {
        changed { $0.add(deactivate: { await action() }) }
    }
}
