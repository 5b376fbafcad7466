public import KapellCore
import KapellJSON

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension PriceTable {
    private static let mostBytes = 8 * 1_024 * 1_024

    /// The table that comes with Kapell.
    public static let builtIn = (try? PriceTable(json: PackageResources.prices_json)) ?? .empty

    /// A table from a file.
    ///
    /// - Throws: `notFound`, or what ``init(json:)`` throws.
    public init(file path: String) throws(KapellError) {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw KapellError(.notFound, "The price table \(path) cannot be read.", remedy: "Check its path.")
        }
        try self.init(json: [UInt8](data))
    }

    /// A table from JSON:
    ///
    /// ```json
    /// {
    ///   "version": "2026-11-21",
    ///   "rows": [
    ///     {
    ///       "match": ["openai/gpt-4o", "openai/gpt-4o-2024-*"],
    ///       "prices": { "input": "2.50", "cached_input": "1.25", "output": "10" },
    ///       "tiers": [{ "above": 200000, "prices": { "input": "5" } }],
    ///       "source": "https://…", "checked": "2026-11-21"
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// Prices are US dollars for a million tokens, or for one image, search or run, as texts or numbers. A `note` says
    /// what they leave out; receipts in the journal carry it. A list `fees` of the same form may stand beside `rows`: what
    /// providers take for the work of their own tools, such as `web_search`, for all models that a pattern names.
    ///
    /// - Throws: `configuration` that names the place; `tooLarge` beyond 8 MiB.
    public init(json: [UInt8]) throws(KapellError) {
        guard json.count <= Self.mostBytes else {
            throw KapellError(.tooLarge, "The price table has more than 8 MiB.")
        }
        let value: JSONValue
        do { value = try JSONValue(parsing: json) } catch {
            throw KapellError(.configuration, "The price table is not JSON: \(error)")
        }
        guard let version = value["version"]?.stringValue, let list = value["rows"]?.arrayValue else {
            throw KapellError(
                .configuration, "A price table needs `version`, a text, and `rows`, a list.",
                remedy: "See the built-in table for the form.")
        }
        var rows: [PriceRow] = []
        rows.reserveCapacity(list.count)
        for (index, row) in list.enumerated() { rows.append(try PriceRow(json: row, at: "rows[\(index)]")) }
        var fees: [PriceRow] = []
        if let list = value["fees"], !list.isNull {
            guard let list = list.arrayValue else {
                throw KapellError(.configuration, "`fees` of the price table must be a list.")
            }
            for (index, row) in list.enumerated() { fees.append(try PriceRow(json: row, at: "fees[\(index)]")) }
        }
        self.init(version: version, rows: rows, fees: fees)
    }
}

extension PriceRow {
    init(json: JSONValue, at place: String) throws(KapellError) {
        let match =
            json["match"]?.arrayValue?.compactMap(\.stringValue) ?? json["match"]?.stringValue.map { [$0] } ?? []
        guard !match.isEmpty, match.allSatisfy({ !$0.isEmpty }) else {
            throw KapellError(
                .configuration, "`\(place).match` of the price table must name models.",
                remedy: "Write a list such as [\"openai/gpt-4o\"].")
        }
        var tiers: [Tier] = []
        for (index, tier) in (json["tiers"]?.arrayValue ?? []).enumerated() {
            let at = "\(place).tiers[\(index)]"
            guard let above = tier["above"]?.intValue, above >= 0 else {
                throw KapellError(.configuration, "`\(at).above` of the price table must be a number of tokens.")
            }
            tiers.append(Tier(above: above, prices: try Self.prices(tier["prices"], at: at)))
        }
        self.init(
            match: match, prices: try Self.prices(json["prices"], at: place), tiers: tiers,
            source: json["source"]?.stringValue ?? "", checked: json["checked"]?.stringValue ?? "",
            note: json["note"]?.stringValue ?? "")
    }

    private static func prices(_ json: JSONValue?, at place: String) throws(KapellError) -> [PriceClass: Money] {
        guard let object = json?.objectValue, !object.isEmpty else {
            throw KapellError(.configuration, "`\(place).prices` of the price table is missing.")
        }
        var prices: [PriceClass: Money] = [:]
        for (key, value) in object {
            guard let kind = PriceClass(rawValue: key) else {
                throw KapellError(
                    .configuration, "`\(place).prices.\(key)` of the price table is no class of price.",
                    remedy: "Use one of \(PriceClass.allCases.map(\.rawValue).joined(separator: ", ")).")
            }
            let text = value.stringValue ?? (value.doubleValue == nil ? "" : value.serialized())
            guard let units = DecimalText.units(text, decimals: kind.isPerMillion ? 6 : 12) else {
                throw KapellError(
                    .configuration, "`\(place).prices.\(key)` of the price table is no price: \(text.prefix(40)).",
                    remedy: "Write US dollars, not negative, with at most \(kind.isPerMillion ? 6 : 12) decimals.")
            }
            prices[kind] = Money(picodollars: units)
        }
        return prices
    }
}
