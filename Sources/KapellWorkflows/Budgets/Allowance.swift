public import KapellCore
public import KapellJSON

/// What may be spent. `nil`: there is no limit of its own, but that of the budget above.
public struct Allowance: Sendable, Hashable {
    /// Tokens that language models read and write.
    public var tokens: Int?
    /// US dollars.
    public var dollars: Double?
    /// Requests to models, or whatever else is charged as one.
    public var calls: Int?
    /// From when the budget is made.
    public var time: Duration?
    /// How deep budgets may lie below this one.
    public var depth: Int?

    public init(
        tokens: Int? = nil, dollars: Double? = nil, calls: Int? = nil, time: Duration? = nil, depth: Int? = nil
    ) {
        self.tokens = tokens
        self.dollars = dollars
        self.calls = calls
        self.time = time
        self.depth = depth
    }

    /// `{"tokens", "dollars", "calls", "seconds", "depth"}`, those that are limited.
    public var json: JSONObject {
        var json = JSONObject()
        json["tokens"] = tokens.map { .integer(Int64($0)) }
        json["dollars"] = dollars.map { .number($0) }
        json["calls"] = calls.map { .integer(Int64($0)) }
        json["seconds"] = time.map { .number(Double($0.clampedNanoseconds) / 1e9) }
        json["depth"] = depth.map { .integer(Int64($0)) }
        return json
    }

    /// Reads the form that ``json`` has.
    ///
    /// - Throws: `.invalidRequest` that names a member that is unknown, negative or no number.
    public init(_ json: JSONObject) throws(KapellError) {
        self.init()
        for (key, value) in json {
            let number = value.doubleValue ?? -1
            let whole = value.intValue ?? -1
            switch key {
            case "tokens" where whole >= 0: tokens = whole
            case "dollars" where number >= 0: dollars = number
            case "calls" where whole >= 0: calls = whole
            case "seconds" where number >= 0 && number < 1e9: time = .milliseconds(Int64(number * 1000))
            case "depth" where whole >= 0: depth = whole
            default:
                throw KapellError(
                    .invalidRequest, "A budget cannot have `\(key.prefix(40))` as it is here.",
                    remedy: "Write tokens, dollars, calls, seconds or depth, each a number that is not negative.")
            }
        }
    }

    /// The limits of ``Spending``'s kinds.
    var limits: [Int64?] {
        [
            tokens.map { Int64(max(0, $0)) }, dollars.map { Spending.nanodollars($0) }, calls.map { Int64(max(0, $0)) },
        ]
    }
}

/// What was spent.
public struct Spending: Sendable, Hashable {
    public var tokens: Int
    /// Units of 10⁻⁹ US dollars.
    public var nanodollars: Int64
    public var calls: Int

    public init(tokens: Int = 0, nanodollars: Int64 = 0, calls: Int = 0) {
        self.tokens = tokens
        self.nanodollars = nanodollars
        self.calls = calls
    }

    public var dollars: Double { Double(nanodollars) / 1e9 }

    public static func + (left: Spending, right: Spending) -> Spending {
        Spending(
            tokens: left.tokens.clampedAdding(right.tokens),
            nanodollars: left.nanodollars.clampedAdding(right.nanodollars), calls: left.calls.clampedAdding(right.calls)
        )
    }

    /// `{"tokens", "dollars", "calls"}`.
    public var json: JSONObject {
        ["tokens": .integer(Int64(tokens)), "dollars": .number(dollars), "calls": .integer(Int64(calls))]
    }

    static let kinds = ["tokens", "dollars", "calls"]
    var amounts: [Int64] { [Int64(max(0, tokens)), max(0, nanodollars), Int64(max(0, calls))] }

    static func nanodollars(_ dollars: Double) -> Int64 {
        guard dollars.isFinite, dollars > 0 else { return dollars == .infinity ? .max : 0 }
        return dollars >= 9e9 ? .max : Int64((dollars * 1e9).rounded())
    }
}
