import KapellCore

/// What one exchange with a provider cost: counts by class, times the row of the price table, summed.
public struct Receipt: Sendable, Hashable {
    /// The model that was paid, `provider/model`.
    public var model: String
    /// One for each class that has a count.
    public var lines: [Line]
    /// The sum; `nil` where a price is not known. A request that took nothing costs nothing.
    public var total: Money?
    /// Whether the provider's usage was whole. After a cut or a cancellation it is what was reported so far, and the
    /// provider may bill more.
    public var isComplete: Bool
    /// About how many tokens were written, where the provider's usage is not whole: an estimate out of what came, which is
    /// no part of ``lines`` and of ``total``.
    public var estimatedOutputTokens: Int?
    /// The version of the price table.
    public var table: String
    /// Where the prices are published, and when they were compared; `nil` where the table has no row for the model.
    public var source: String?
    public var checked: String?
    /// Where the prices of the provider's own tools are published, where it used some that the model's row has no price
    /// for.
    public var feeSource: String?
    /// What the prices leave out, where they do.
    public var note: String?

    public struct Line: Sendable, Hashable {
        public var kind: PriceClass
        /// Tokens, images, searches or runs.
        public var count: Int
        /// For one of them; `nil` where it is not known.
        public var price: Money?
        public var amount: Money? { price.map { $0 * count } }
    }

    /// - Parameters:
    ///   - usage: what the provider reported for this exchange alone.
    ///   - isComplete: whether it is all that the provider will bill.
    public init(model: String, usage: BilledUsage, table: PriceTable, isComplete: Bool = true) {
        let row = table.row(for: model)
        let read = usage.tokens.inputTokens
        let counts = usage.counts
        let fees = counts.contains { $0.kind.isFee } ? table.fees(for: model) : nil
        var feeNote: String?
        var usesFees = false
        lines = counts.map { kind, count in
            guard kind.isFee else {
                return Line(kind: kind, count: count, price: row?.price(of: kind, inputTokens: read))
            }
            for (place, prices) in [row, fees].enumerated() {
                guard let prices else { continue }
                // Some bill an answer for which the web was searched once, however often it was.
                let answer = kind == .webSearch ? prices.prices[.webAnswer] : nil
                guard let price = answer ?? prices.price(of: kind, inputTokens: read) else { continue }
                if place == 1 { (usesFees, feeNote) = (true, prices.note) }
                return answer == nil
                    ? Line(kind: kind, count: count, price: price) : Line(kind: .webAnswer, count: 1, price: price)
            }
            return Line(kind: kind, count: count, price: nil)
        }
        feeSource = usesFees ? fees?.source : nil
        total = lines.reduce(Money.zero as Money?) { sum, line in
            guard let sum, let amount = line.amount else { return nil }
            return sum + amount
        }
        self.model = model
        self.isComplete = isComplete
        self.table = table.version
        source = row?.source
        checked = row?.checked
        let notes = [row?.note, feeNote].compactMap { $0 }.filter { !$0.isEmpty }
        note = notes.isEmpty ? nil : notes.joined(separator: " ")
    }

    /// The receipt of one attempt; `nil` where the provider reported nothing and bills nothing.
    public init?(_ attempt: AttemptRecord, table: PriceTable) {
        guard attempt.usage != nil || attempt.mayBeBilled, attempt.outcome != .skipped else { return nil }
        self.init(
            model: attempt.target, usage: BilledUsage(attempt.usage ?? ModelUsage()), table: table,
            isComplete: attempt.outcome == .succeeded && attempt.usage != nil)
        if attempt.usage == nil { total = nil }
        estimatedOutputTokens = attempt.estimatedOutputTokens
    }
}
