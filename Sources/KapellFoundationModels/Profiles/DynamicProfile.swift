extension LanguageModelSession {
    /// How a session asks: which model, with which instructions, tools and options. It is worked out anew before every
    /// request to a model, so that a session can change its part as the state of the program does.
    ///
    /// ```swift
    /// struct Desk: LanguageModelSession.DynamicProfile {
    ///     let state: DeskState
    ///
    ///     var body: some DynamicProfile {
    ///         if state.isPlanning {
    ///             Profile { Planner() }.model(large).reasoningLevel(.deep)
    ///         } else {
    ///             Profile { Clerk() }.model(small).temperature(0)
    ///         }
    ///     }
    /// }
    ///
    /// let session = LanguageModelSession(profile: Desk(state: state))
    /// ```
    ///
    /// A body comes to one ``Profile``. What is given to `respond` goes before a modifier, and an inner modifier before
    /// an outer one. Bodies and actions of a session run one at a time, on any thread.
    public protocol DynamicProfile {
        /// What this profile consists of.
        associatedtype Body: DynamicProfile

        /// One profile. Read before each request; it should be quick, and change nothing.
        @DynamicProfileBuilder var body: Body { get }
    }

    /// Dynamic instructions that, with the modifiers behind it, make a whole configuration of a session.
    public struct Profile: DynamicProfile {
        let instructions: any DynamicInstructions

        /// A profile of these instructions and tools.
        public init(@DynamicInstructionsBuilder _ dynamicInstructions: () -> some DynamicInstructions) {
            instructions = dynamicInstructions()
        }

        public var body: Profile { return self }
    }

    /// One of two profiles, as a condition decides.
    public struct ConditionalDynamicProfile<TrueContent: DynamicProfile, FalseContent: DynamicProfile>: DynamicProfile {
        enum Branch {
            case first(TrueContent)
            case second(FalseContent)
        }

        let branch: Branch

        public var body: ConditionalDynamicProfile<TrueContent, FalseContent> { return self }
    }

    /// A profile without its type.
    public struct AnyDynamicProfile: DynamicProfile {
        let content: any DynamicProfile

        public init(_ dynamicProfile: any DynamicProfile) { content = dynamicProfile }

        public init(erasing dynamicProfile: some DynamicProfile) { content = dynamicProfile }

        public var body: AnyDynamicProfile { return self }
    }
}

extension LanguageModelSession.DynamicProfile {
    /// The profile that a body comes to.
    public typealias Profile = LanguageModelSession.Profile
    /// For the type of a body: `var body: some DynamicProfile`.
    public typealias DynamicProfile = LanguageModelSession.DynamicProfile
    /// A value of the session, see ``LanguageModelSession/SessionProperty``.
    public typealias SessionProperty = LanguageModelSession.SessionProperty
}
