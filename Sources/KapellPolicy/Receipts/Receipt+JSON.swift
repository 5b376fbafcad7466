public import KapellJSON

extension Receipt {
    /// For the journal: `{"model", "usd", "complete", "lines": {class: {"count", "price", "usd"}}, "table", "source",
    /// "checked"}`, `fee_source` where the provider's own tools have a price, `estimated_output_tokens` where usage did not
    /// come, and `note` where the row has one. Prices are US dollars for a million tokens, or for one image, search or run;
    /// all amounts are texts, since they are exact.
    public var json: JSONValue {
        var object = core
        object["table"] = .string(table)
        if let source { object["source"] = .string(source) }
        if let checked { object["checked"] = .string(checked) }
        if let feeSource { object["fee_source"] = .string(feeSource) }
        if let note { object["note"] = .string(note) }
        return .object(object)
    }

    /// For a header field: the same on one line of ASCII, without the source.
    public var headerValue: String {
        var object = core
        object["table"] = .string(table)
        return ASCIIText.escaped(JSONValue.object(object).serialized())
    }

    private var core: JSONObject {
        var entries: JSONObject = [:]
        for line in lines {
            entries[line.kind.rawValue] = [
                "count": .integer(Int64(line.count)),
                "price": Self.text(line.price.map { line.kind.isPerMillion ? $0 * 1_000_000 : $0 }),
                "usd": Self.text(line.amount),
            ]
        }
        var object: JSONObject = [
            "model": .string(ASCIIText.shortened(model)), "usd": Self.text(total), "complete": .bool(isComplete),
            "lines": .object(entries),
        ]
        if let estimatedOutputTokens {
            object["estimated_output_tokens"] = .integer(Int64(estimatedOutputTokens))
        }
        return object
    }

    static func text(_ money: Money?) -> JSONValue { money.map { .string($0.description) } ?? .null }
}
