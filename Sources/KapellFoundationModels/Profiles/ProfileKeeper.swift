import KapellCore

/// The dynamic profile of a session. Its bodies and actions run one at a time, also those of a request that was given
/// up and has not noticed yet.
// The lock is `gate`: `profile` and `present` are used within it only.
final class ProfileKeeper: @unchecked Sendable {
    private let profile: any LanguageModelSession.DynamicProfile
    /// What is there now, in the order in which it was found.
    private var present: [(place: [ProfileDraft.Step], presence: ProfileDraft.Presence)] = []
    private let gate = AsyncGate()

    /// - Parameter profile: must not be used elsewhere.
    init(_ profile: any LanguageModelSession.DynamicProfile) { self.profile = profile }

    /// Reads the bodies, and tells the parts that come and go.
    nonisolated(nonsending) func resolve(_ place: SessionPlace) async throws -> ResolvedProfile {
        try await gate.run {
            try await SessionPlace.$current.withValue(place) {
                let draft = SessionPlace.$current.withValue(SessionPlace(values: place.values)) {
                    ProfileDraft(profile)
                }
                if let problem = draft.problem { throw problem }
                let before = present
                present = draft.presences
                for (place, presence) in before.reversed() where !draft.presences.contains(where: { $0.place == place })
                {
                    await presence.deactivate?()
                }
                for (place, presence) in draft.presences where !before.contains(where: { $0.place == place }) {
                    await presence.activate?()
                }
                return try ResolvedProfile(draft, gate, place)
            }
        }
    }

    /// Gets the model ready, unless the profile is in use.
    func prewarm(_ place: SessionPlace, _ transcript: (Transcript.Instructions?) -> Transcript) {
        gate.runIfFree {
            let draft = SessionPlace.$current.withValue(place) { ProfileDraft(profile) }
            guard draft.problem == nil, let runner = draft.runner else { return }
            runner.prewarm(transcript(ResolvedProfile.instructions(draft, ToolSet(draft.instructions.tools))))
        }
    }
}
