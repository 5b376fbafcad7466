/// What a model costs, or the tools of a provider.
public struct PriceRow: Sendable, Hashable {
    /// The models that it is for: `provider/model`, where `*` stands for any text and `?` for one character.
    public var match: [String]
    /// For one token, image, search or run.
    public var prices: [PriceClass: Money]
    /// Other prices for requests with more input tokens; they count for the whole request.
    public var tiers: [Tier]
    /// Where the prices are published.
    public var source: String
    /// The day on which they were compared with the source, such as `2026-11-21`.
    public var checked: String
    /// What the prices do not say, such as that they are lower at night; empty for nothing.
    public var note: String

    /// Prices for requests with more than ``above`` input tokens, cached ones included.
    public struct Tier: Sendable, Hashable {
        public var above: Int
        /// Only the prices that differ.
        public var prices: [PriceClass: Money]

        public init(above: Int, prices: [PriceClass: Money]) {
            self.above = above
            self.prices = prices
        }
    }

    public init(
        match: [String], prices: [PriceClass: Money], tiers: [Tier] = [], source: String = "", checked: String = "",
        note: String = ""
    ) {
        self.match = match
        self.prices = prices
        self.tiers = tiers.sorted { $0.above < $1.above }
        self.source = source
        self.checked = checked
        self.note = note
    }

    /// The price of one token, image, search or run of `kind`, in a request of `inputTokens`; `nil` where it is not known.
    public func price(of kind: PriceClass, inputTokens: Int = 0) -> Money? {
        for tier in tiers.reversed() where inputTokens > tier.above {
            if let price = tier.prices[kind] { return price }
        }
        if let price = prices[kind] { return price }
        return kind.substitute.flatMap { price(of: $0, inputTokens: inputTokens) }
    }
}
