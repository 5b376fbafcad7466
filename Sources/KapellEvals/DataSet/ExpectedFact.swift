/// A fact that a right answer states.
public struct ExpectedFact: Sendable, Hashable {
    /// The thing that the question asks for.
    public var need: String
    /// The ways in which the fact may be written; one of them suffices.
    public var any: [String]

    public init(need: String = "a", any: [String]) {
        self.need = need
        self.any = any
    }
}
