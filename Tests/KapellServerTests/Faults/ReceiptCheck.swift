import KapellDialects
import KapellJSON
import KapellPolicy
import Testing

/// Whether a receipt holds the tokens of each class that the provider reported, and the sum that they cost.
struct ReceiptCheck {
    /// Counts by class; none of them is zero.
    typealias Counts = [String: Int]

    private let cost: JSONObject?

    init(_ cost: JSONObject?) { self.cost = cost }

    /// US dollars for a million tokens of each class, no two of them the same.
    private static let perMillion: Counts = [
        "input": 3, "cached_input": 1, "cache_write_5m": 4, "cache_write_1h": 6, "output": 15, "reasoning": 20,
    ]

    /// A table with these prices for all models of the fault table.
    static var prices: String {
        let prices = perMillion.sorted { $0.key < $1.key }.map { "\"\($0.key)\": \"\($0.value)\"" }
        return #"{"version": "test", "rows": [{"match": ["*/case-*"], "prices": {"#
            + prices.joined(separator: ", ") + "}}]}"
    }

    /// What a whole answer reports, as far as its provider's dialect can say it.
    static func whole(_ dialect: DialectName) -> Counts {
        switch dialect {
        case .openAIChat, .openAIResponses, .gemini: ["input": 7, "cached_input": 4, "output": 4, "reasoning": 3]
        case .anthropic, .bedrockInvoke, .bedrockConverse:
            ["input": 5, "cached_input": 4, "cache_write_5m": 1, "cache_write_1h": 1, "output": 7]
        case .cohere: ["input": 7, "cached_input": 4, "output": 7]
        case .ollama: ["input": 11, "output": 7]
        }
    }

    /// What Anthropic reports before it writes.
    static let begun: Counts = ["input": 5, "cached_input": 4, "cache_write_5m": 1, "cache_write_1h": 1, "output": 1]

    /// - Parameter counts: `nil` where nothing was reported: there is no sum then.
    func has(_ counts: Counts?, _ place: Comment) throws {
        let lines = try #require(cost?["lines"]?.objectValue, place)
        var found: Counts = [:]
        for (kind, line) in lines { found[kind] = line["count"]?.intValue }
        #expect(found == counts ?? [:], place)
        guard let counts else {
            #expect(cost?["usd"]?.isNull == true, place)
            return
        }
        let millionths = counts.reduce(0) { $0 + $1.value * (Self.perMillion[$1.key] ?? 0) }
        #expect(cost?["usd"]?.stringValue == Money(picodollars: Int128(millionths) * 1_000_000).description, place)
    }
}
