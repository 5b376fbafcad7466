import KapellCore

/// What a dynamic profile comes to, while its bodies are read from the outside inwards.
struct ProfileDraft {
    typealias Action = () async -> Void

    /// Where in the profile something stands.
    enum Step: Hashable {
        case type(ObjectIdentifier)
        case first
        case second
        case action(Int)
    }

    /// What is to be done when a part of the profile comes and goes.
    struct Presence {
        var activate: Action?
        var deactivate: Action?
    }

    var runner: (any ModelRunner)?
    var options = GenerationOptions()
    var reasoningLevel: ContextOptions.ReasoningLevel?
    var errorPolicy: TranscriptErrorHandlingPolicy?
    var transforms: [([Transcript.Entry]) -> [Transcript.Entry]] = []
    var prompts: [(Transcript.Prompt) async throws -> Void] = []
    var responses: [(Transcript.Response) async throws -> Void] = []
    var reasonings: [(Transcript.Reasoning) async throws -> Void] = []
    var calls: [(Transcript.ToolCall) async throws -> Void] = []
    var outputs: [(Transcript.ToolCall, Transcript.ToolOutput) async throws -> Void] = []
    private(set) var instructions = InstructionsCollector()
    /// In the order in which they are found, from the outside inwards.
    private(set) var presences: [(place: [Step], presence: Presence)] = []
    private var path: [Step] = []
    private var depth = 0
    private(set) var problem: KapellError?

    init(_ profile: some LanguageModelSession.DynamicProfile) {
        read(profile)
        problem = problem ?? instructions.problem
    }

    mutating func add(activate: Action? = nil, deactivate: Action? = nil) {
        presences.append(
            (path + [.action(presences.count)], Presence(activate: activate, deactivate: deactivate)))
    }

    mutating func read<P: LanguageModelSession.DynamicProfile>(_ profile: P) {
        path.append(.type(ObjectIdentifier(P.self)))
        if let leaf = profile as? any ProfileLeaf { return leaf.read(into: &self) }
        guard depth < InstructionsCollector.maximumDepth else {
            problem = KapellError(
                .invalidRequest, "The dynamic profile \(P.self) contains itself.",
                remedy: "End the chain of bodies with `Profile { … }`.")
            return
        }
        depth += 1
        read(profile.body)
    }

    mutating func read<P: LanguageModelSession.DynamicProfile>(_ profile: P, as step: Step) {
        path.append(step)
        read(profile)
    }

    mutating func end(_ dynamicInstructions: any DynamicInstructions) { instructions.append(dynamicInstructions) }
}

/// A profile that is not read by its body.
protocol ProfileLeaf {
    func read(into draft: inout ProfileDraft)
}

extension LanguageModelSession.Profile: ProfileLeaf {
    func read(into draft: inout ProfileDraft) { draft.end(instructions) }
}

extension LanguageModelSession.ConditionalDynamicProfile: ProfileLeaf {
    func read(into draft: inout ProfileDraft) {
        switch branch {
        case .first(let content): draft.read(content, as: .first)
        case .second(let content): draft.read(content, as: .second)
        }
    }
}

extension LanguageModelSession.AnyDynamicProfile: ProfileLeaf {
    func read(into draft: inout ProfileDraft) { draft.read(content) }
}

extension LanguageModelSession.DynamicProfileModifierContent: ProfileLeaf {
    func read(into draft: inout ProfileDraft) { draft.read(content) }
}

extension LanguageModelSession.ModifiedDynamicProfile: ProfileLeaf {
    func read(into draft: inout ProfileDraft) {
        draft.read(modifier.body(content: LanguageModelSession.DynamicProfileModifierContent(content: content)))
    }
}

extension ChangedProfile: ProfileLeaf {
    func read(into draft: inout ProfileDraft) {
        change(&draft)
        draft.read(content)
    }
}
