/// How a grammar is made from a schema or an expression.
public struct GrammarOptions: Sendable, Hashable {
    /// White space between the parts of a JSON text.
    public enum Whitespace: Sendable, Hashable {
        /// None.
        case none
        /// One space after `,` and `:`, as most programs write a text of one line. A model chooses nothing about it, so
        /// that keys and what is around them are known before it writes them.
        case line
        /// After `{`, `[`, `,` and `:`, and before `}` and `]`: nothing, one space, or one line break with at most 20
        /// spaces or tabs. More would let a small model loop.
        case natural
    }

    /// Properties that a schema does not declare, where `additionalProperties` is absent.
    public enum UndeclaredProperties: Sendable, Hashable {
        /// None where the schema has `properties`. Each such text is valid, and a model keeps to what was asked for.
        case closed
        /// Any, as in the letter of JSON Schema.
        case open
    }

    public var limits: GrammarLimits
    public var whitespace: Whitespace
    public var undeclaredProperties: UndeclaredProperties

    /// By default the usual limits, natural white space, and no properties but those that are declared.
    public init(
        limits: GrammarLimits = .default, whitespace: Whitespace = .natural,
        undeclaredProperties: UndeclaredProperties = .closed
    ) {
        self.limits = limits
        self.whitespace = whitespace
        self.undeclaredProperties = undeclaredProperties
    }
}
