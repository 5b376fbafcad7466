import Synchronization

extension LanguageModelSession {
    /// A session that asks as a profile says.
    ///
    /// The profile is read for the first time when the first request is made, not here; from then on, its instructions
    /// lead the transcript, and are replaced when they change.
    ///
    /// - Parameters:
    ///   - profile: names a model, instructions, tools and options.
    ///   - history: what was said before. Instructions that lead it are left out: those of the profile take their place.
    public convenience init(
        profile: sending some DynamicProfile, history: some Collection<Transcript.Entry> = [Transcript.Entry]()
    ) {
        self.init(.profile(ProfileKeeper(profile)), Transcript(entries: history.drop(while: \.isInstructions)))
    }

    /// A session whose instructions and tools are worked out anew before each request. See ``init(profile:history:)``.
    public convenience init(
        model: some LanguageModel, dynamicInstructions: sending some DynamicInstructions,
        history: some Collection<Transcript.Entry> = [Transcript.Entry]()
    ) {
        let profile = ChangedProfile(
            content: Profile(dynamicInstructions), change: { $0.runner = TypedModelRunner(model) })
        self.init(.profile(ProfileKeeper(profile)), Transcript(entries: history.drop(while: \.isInstructions)))
    }

    /// The transcript without the instructions that lead it. What holds for ``transcript`` holds for it.
    public var history: Transcript.HistoryView {
        get { transcript.history }
        set { transcript.history = newValue }
    }
}

extension LanguageModelSession.Profile {
    init(_ instructions: any DynamicInstructions) { self.instructions = instructions }
}

/// How a profile changes a session's transcript.
extension LanguageModelSession {
    /// Puts instructions in front, in place of those that are there. Does nothing where they say the same.
    func install(_ instructions: Transcript.Instructions?, _ number: Int) throws {
        let isNew = try state.withLock { state in
            guard state.current == number else { throw CancellationError() }
            guard !state.wasMutated else { throw Error.transcriptMutationWhileResponding }
            guard case .instructions(let old)? = state.transcript.entries.first else { return instructions != nil }
            guard let instructions else { return true }
            return !old.says(instructions)
        }
        guard isNew else { return }
        try change { state in
            guard state.current == number else { throw CancellationError() }
            var transcript = state.transcript
            if transcript.entries.first?.isInstructions == true { transcript.entries.removeFirst() }
            if let instructions { transcript.entries.insert(.instructions(instructions), at: 0) }
            state.replace(transcript)
        }
    }

    /// Changes the history within a request.
    func edit(_ number: Int, history: Transcript.HistoryView) {
        change { state in
            guard state.current == number else { return }
            var transcript = state.transcript
            transcript.history = history
            state.replace(transcript)
        }
    }
}

extension LanguageModelSession.State {
    /// Changes the transcript within a request, in another way than by appending.
    mutating func replace(_ new: Transcript) {
        if saved == nil { saved = Array(transcript.entries.prefix(start)) }
        transcript = new
        rendering = RenderedHistory()
    }
}

extension Transcript.Instructions {
    /// Whether a model is told the same, whatever the ids.
    func says(_ other: Transcript.Instructions) -> Bool {
        toolDefinitions == other.toolDefinitions && segments.count == other.segments.count
            && zip(segments, other.segments).allSatisfy { $0.says($1) }
    }
}

extension Transcript.Segment {
    fileprivate func says(_ other: Transcript.Segment) -> Bool {
        switch (self, other) {
        case (.text(let left), .text(let right)): left.content == right.content
        case (.structure(let left), .structure(let right)):
            left.schemaName == right.schemaName && left.content == right.content
        case (.attachment(let left), .attachment(let right)):
            left.content == right.content && left.label == right.label
        default: self == other
        }
    }
}
