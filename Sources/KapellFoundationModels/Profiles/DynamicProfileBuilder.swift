extension LanguageModelSession {
    /// Builds a ``DynamicProfile`` of one profile, chosen by `if` with `else`, or by `switch`. The compiler refuses a
    /// body that lists two.
    @resultBuilder
    public struct DynamicProfileBuilder {
        /// One profile.
        public static func buildBlock<Content: DynamicProfile>(_ content: Content) -> Content { content }

        /// The first branch of a condition.
        public static func buildEither<TrueContent, FalseContent>(
            first component: TrueContent
        ) -> ConditionalDynamicProfile<TrueContent, FalseContent> {
            ConditionalDynamicProfile(branch: .first(component))
        }

        /// The other branch of a condition.
        public static func buildEither<TrueContent, FalseContent>(
            second component: FalseContent
        ) -> ConditionalDynamicProfile<TrueContent, FalseContent> {
            ConditionalDynamicProfile(branch: .second(component))
        }

        /// An `if #available`.
        public static func buildLimitedAvailability(_ component: some DynamicProfile) -> AnyDynamicProfile {
            AnyDynamicProfile(erasing: component)
        }
    }
}
