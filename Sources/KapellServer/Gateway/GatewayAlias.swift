package import KapellPolicy
package import KapellProviders

/// A name that clients may call, as the configuration gives it.
package struct GatewayAlias: Sendable {
    package var name: String
    /// `provider/model`, in the order in which they are asked.
    package var models: [String]
    package var retry = RetryPolicy()
    package var fallback = FallbackPolicy()
    /// `nil` takes the providers' own.
    package var timeouts: ProviderTimeouts?
    package var continuation: ContinuationPolicy?
    package var isStrict = false

    package init(name: String, models: [String]) {
        self.name = name
        self.models = models
    }

    func route(_ targets: [PolicyTarget]) -> GatewayRoute {
        GatewayRoute(
            name: name, targets: targets, runner: PolicyRunner(retry: retry, fallback: fallback, clock: .loop),
            continuation: continuation, isStrict: isStrict)
    }
}
