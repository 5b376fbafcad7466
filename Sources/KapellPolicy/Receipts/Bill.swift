public import KapellJSON

/// What one request cost over all its exchanges: attempts that failed and were billed, and texts that were continued on
/// another model, each have a receipt.
public struct Bill: Sendable, Hashable {
    public var receipts: [Receipt]

    public init(_ receipts: [Receipt]) { self.receipts = receipts }

    /// One receipt for each attempt that the provider may bill.
    public init(attempts: [AttemptRecord], table: PriceTable) {
        receipts = attempts.compactMap { Receipt($0, table: table) }
    }

    /// The sum; `nil` where a part of it is not known.
    public var total: Money? {
        receipts.reduce(Money.zero as Money?) { sum, receipt in
            guard let sum, let total = receipt.total else { return nil }
            return sum + total
        }
    }

    /// Whether every provider's usage was whole.
    public var isComplete: Bool { receipts.allSatisfy(\.isComplete) }

    /// The receipt where there is one; otherwise `{"usd", "complete", "receipts"}`.
    public var json: JSONValue {
        if receipts.count == 1, let only = receipts.first { return only.json }
        return [
            "usd": Receipt.text(total), "complete": .bool(isComplete), "receipts": .array(receipts.map(\.json)),
        ]
    }

    /// For a header field: one line of ASCII, the sum alone where there are several receipts.
    public var headerValue: String {
        if receipts.count == 1, let only = receipts.first { return only.headerValue }
        let object: JSONObject = [
            "usd": Receipt.text(total), "complete": .bool(isComplete), "receipts": .integer(Int64(receipts.count)),
        ]
        return JSONValue.object(object).serialized()
    }
}
