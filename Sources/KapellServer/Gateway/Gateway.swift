package import KapellCore
package import KapellPolicy

/// What all requests of the gateway share.
package struct Gateway: Sendable {
    package var directory: GatewayDirectory
    package var journal: any Journal
    package var counters: Counters
    package var prices: PriceTable
    package var states: OpaqueStateStore
    /// Where answers are that later requests build on by name.
    package var homes = AnswerHomes()
    /// What clients are not told; `nil` where there is nothing of that kind.
    package var paths: ClientPaths?

    package init(
        directory: GatewayDirectory, journal: any Journal, counters: Counters, prices: PriceTable = .builtIn,
        states: OpaqueStateStore = OpaqueStateStore()
    ) {
        self.directory = directory
        self.journal = journal
        self.counters = counters
        self.prices = prices
        self.states = states
    }

    /// An error as clients get it.
    func told(_ error: KapellError) -> KapellError { paths?.hidden(in: error) ?? error }
}
