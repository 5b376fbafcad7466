/// How live searches are checked.
public struct RecallOptions: Sendable, Hashable {
    /// The share of approximate searches that is checked, 0 to 1.
    public var rate = 0.01
    /// How many searches wait for their check at most; more are not checked.
    public var queue = 64
    /// How many pairs of collection and shape of the filter are told apart; the rest is one.
    public var kinds = 256
    /// The share of the nearest that searches have to find; `nil` only measures.
    public var declared: Double?
    /// How many results have to be checked before more effort is decided on.
    public var enough = 200
    /// How many standard deviations the interval is wide to each side.
    public var z = 1.96

    public init() {}
}
