extension LanguageModelSession {
    /// Modifiers that belong together, under a name.
    ///
    /// ```swift
    /// struct Careful: LanguageModelSession.DynamicProfileModifier {
    ///     func body(content: Content) -> some DynamicProfile {
    ///         content.temperature(0).onToolCall { call in log(call) }
    ///     }
    /// }
    ///
    /// Profile { Clerk() }.modifier(Careful())
    /// ```
    public protocol DynamicProfileModifier {
        associatedtype Body: DynamicProfile
        /// What the modifier stands behind.
        typealias Content = DynamicProfileModifierContent<Self>

        /// The content with what the modifier adds. Read before each request.
        @DynamicProfileBuilder func body(content: Content) -> Body
    }

    /// The profile that a modifier stands behind.
    public struct DynamicProfileModifierContent<Modifier: DynamicProfileModifier>: DynamicProfile {
        let content: any DynamicProfile

        public var body: DynamicProfileModifierContent<Modifier> { return self }
    }

    /// A profile with a modifier behind it.
    public struct ModifiedDynamicProfile<Content: DynamicProfile, Modifier: DynamicProfileModifier>: DynamicProfile {
        let content: Content
        let modifier: Modifier

        public var body: ModifiedDynamicProfile<Content, Modifier> { return self }
    }
}

extension LanguageModelSession.DynamicProfileModifier {
    /// A profile of its own in place of the content.
    public typealias Profile = LanguageModelSession.Profile
    /// For the type of a body: `func body(content: Content) -> some DynamicProfile`.
    public typealias DynamicProfile = LanguageModelSession.DynamicProfile
    /// A value of the session, see ``LanguageModelSession/SessionProperty``.
    public typealias SessionProperty = LanguageModelSession.SessionProperty
}

extension LanguageModelSession.DynamicProfile {
    /// The profile with a modifier behind it.
    public func modifier<Modifier: LanguageModelSession.DynamicProfileModifier>(
        _ modifier: Modifier
    ) -> some LanguageModelSession.DynamicProfile {
        LanguageModelSession.ModifiedDynamicProfile(content: self, modifier: modifier)
    }
}
