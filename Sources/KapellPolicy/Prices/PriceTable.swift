/// What models cost: data that is replaced when prices change.
///
/// ```swift
/// let table = try PriceTable.builtIn.overlaid(by: PriceTable(file: "prices.json"))
/// let receipt = Receipt(model: "openai/gpt-4o", usage: BilledUsage(response.usage), table: table)
/// ```
public struct PriceTable: Sendable {
    /// Names the state of the data, such as a day.
    public let version: String
    public let rows: [PriceRow]
    /// What providers take for the work of their own tools, where a model's row does not say it: the same for many models.
    public let fees: [PriceRow]
    private let rowIndex: PriceIndex
    private let feeIndex: PriceIndex

    /// - Parameters:
    ///   - rows: of two that fit a name equally well, the first counts.
    ///   - fees: likewise.
    public init(version: String, rows: [PriceRow], fees: [PriceRow] = []) {
        self.version = version
        self.rows = rows
        self.fees = fees
        rowIndex = PriceIndex(rows)
        feeIndex = PriceIndex(fees)
    }

    public static let empty = PriceTable(version: "empty", rows: [])

    /// The row for `model`, written `provider/model`: the one whose pattern fixes the most characters. `nil` where none
    /// matches: an unknown price is not zero.
    public func row(for model: String) -> PriceRow? { rowIndex.place(of: model).map { rows[$0] } }

    /// What the provider of `model` takes for the work of its own tools; found as ``row(for:)`` is.
    public func fees(for model: String) -> PriceRow? { feeIndex.place(of: model).map { fees[$0] } }

    /// This table with the rows of `other` before its own.
    public func overlaid(by other: PriceTable) -> PriceTable {
        PriceTable(
            version: "\(version)+\(other.version)", rows: other.rows + rows, fees: other.fees + fees)
    }
}

/// Where the row for a model stands in a list of them.
private struct PriceIndex: Sendable {
    /// Rows by plain names, and the patterns with their rows.
    private let plain: [[UInt8]: Int]
    private let patterns: [(pattern: ModelPattern, row: Int)]

    private static let longestName = 1_024

    init(_ rows: [PriceRow]) {
        var plain: [[UInt8]: Int] = [:]
        var patterns: [(pattern: ModelPattern, row: Int)] = []
        for (index, row) in rows.enumerated() {
            for text in row.match {
                let pattern = ModelPattern(text)
                if pattern.isPlain {
                    let name = ModelPattern.folded(text)
                    if plain[name] == nil { plain[name] = index }
                } else {
                    patterns.append((pattern, index))
                }
            }
        }
        self.plain = plain
        self.patterns = patterns
    }

    func place(of model: String) -> Int? {
        let name = ModelPattern.folded(model)
        guard name.count <= Self.longestName else { return nil }
        if let index = plain[name] { return index }
        var best: (weight: Int, row: Int)?
        for (pattern, row) in patterns where pattern.weight > best?.weight ?? -1 && pattern.matches(name) {
            best = (pattern.weight, row)
        }
        return best?.row
    }
}
