package import KapellPolicy

/// What a model's name stands for: models in the order in which they are asked, and how.
package struct GatewayRoute: Sendable {
    /// The name that the client used.
    package var name: String
    package var targets: [PolicyTarget]
    package var runner: PolicyRunner
    /// `nil` where a cut stream ends with its error.
    package var continuation: ContinuationPolicy?
    /// Whether a translation that loses a field is refused.
    package var isStrict: Bool

    package init(
        name: String, targets: [PolicyTarget], runner: PolicyRunner = PolicyRunner(clock: .loop),
        continuation: ContinuationPolicy? = nil, isStrict: Bool = false
    ) {
        self.name = name
        self.targets = targets
        self.runner = runner
        self.continuation = continuation
        self.isStrict = isStrict
    }
}
