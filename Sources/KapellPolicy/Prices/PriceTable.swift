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
    /// Rows by plain names, and the patterns with their rows.
    private let plain: [[UInt8]: Int]
    private let patterns: [(pattern: ModelPattern, row: Int)]

    /// - Parameter rows: of two that fit a name equally well, the first counts.
    public init(version: String, rows: [PriceRow]) {
        self.version = version
        self.rows = rows
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

    public static let empty = PriceTable(version: "empty", rows: [])

    /// The row for `model`, written `provider/model`: the one whose pattern fixes the most characters. `nil` where none
    /// matches: an unknown price is not zero.
    public func row(for model: String) -> PriceRow? {
        let name = ModelPattern.folded(model)
        guard name.count <= Self.longestName else { return nil }
        if let index = plain[name] { return rows[index] }
        var best: (weight: Int, row: Int)?
        for (pattern, row) in patterns where pattern.weight > best?.weight ?? -1 && pattern.matches(name) {
            best = (pattern.weight, row)
        }
        return best.map { rows[$0.row] }
    }

    /// This table with the rows of `other` before its own.
    public func overlaid(by other: PriceTable) -> PriceTable {
        PriceTable(version: "\(version)+\(other.version)", rows: other.rows + rows)
    }

    private static let longestName = 1_024
}
