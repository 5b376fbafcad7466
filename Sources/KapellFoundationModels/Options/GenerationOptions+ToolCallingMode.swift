extension GenerationOptions {
    /// Whether tools may, must or must not be called.
    public struct ToolCallingMode: Sendable, Equatable {
        public enum Kind: Sendable, Equatable {
            case allowed
            case required
            case disallowed
        }

        public var kind: Kind

        init(kind: Kind) { self.kind = kind }

        /// The model decides.
        public static let allowed = ToolCallingMode(kind: .allowed)
        /// The model calls a tool each time it is asked. A request then ends only with an error: that of a tool, or
        /// the limit ``SessionPolicy/maximumToolRounds``.
        public static let required = ToolCallingMode(kind: .required)
        /// The model is shown no tools.
        public static let disallowed = ToolCallingMode(kind: .disallowed)
    }
}
