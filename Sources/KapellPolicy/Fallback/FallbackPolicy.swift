import KapellCore

/// Which failures make a route move on to its next model.
public struct FallbackPolicy: Sendable, Hashable {
    /// The classes that do.
    public var classes: Set<FailureClass>
    /// Whether it also moves on where the one that failed may bill what it did, such as after a timeout: the answer may
    /// then be paid for twice.
    public var movesOnAfterBilled: Bool
    /// The longest wait for another attempt on the same model while there is a next one; a longer one moves on at once.
    public var longestWait: Duration

    public init(
        classes: Set<FailureClass> = [.unavailable, .rateLimit, .contextWindow, .contentPolicy],
        movesOnAfterBilled: Bool = true, longestWait: Duration = .seconds(2)
    ) {
        self.classes = classes
        self.movesOnAfterBilled = movesOnAfterBilled
        self.longestWait = longestWait
    }

    /// Never.
    public static let none = FallbackPolicy(classes: [])

    /// Whether `failure` moves on.
    ///
    /// - Parameter isFirst: whether it is the failure of the first model. A later one that cannot do what is asked is
    ///   passed over in any case.
    public func movesOn(after failure: AttemptFailure, isFirst: Bool = true) -> Bool {
        guard let kind = FailureClass(failure.error) else { return false }
        if kind == .capability, !isFirst { return true }
        return classes.contains(kind) && (movesOnAfterBilled || !failure.mayBeBilled)
    }
}
