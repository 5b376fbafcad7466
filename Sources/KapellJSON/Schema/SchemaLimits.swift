/// What a validation may cost at most. A validation that reaches a limit ends with one violation that says so.
public struct SchemaLimits: Sendable, Hashable {
    /// 20 million steps, a depth of 1,024, and 100 violations.
    public static let `default` = SchemaLimits()

    /// How many steps a validation may take. A step is one schema applied to one value, or some sixteen steps of a
    /// regular expression; a million take well under a second.
    public let steps: Int

    /// How many schemas may be applied within one another. A level takes some 1 to 2 KiB of the thread's stack; on a
    /// thread whose stack is too small for so many, the validation ends earlier, in the same way.
    public let depth: Int

    /// How many violations are reported; those beyond are left out.
    public let violations: Int

    /// Limits of `steps`, `depth` and `violations`, each at least 1.
    public init(steps: Int = 20_000_000, depth: Int = 1_024, violations: Int = 100) {
        self.steps = max(steps, 1)
        self.depth = max(depth, 1)
        self.violations = max(violations, 1)
    }
}
