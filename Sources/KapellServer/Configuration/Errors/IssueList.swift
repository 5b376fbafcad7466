/// Collects issues while files are read; keeps a bounded number of them.
struct IssueList {
    /// More than this many are counted, not kept.
    static let limit = 100

    private(set) var issues: [ConfigurationIssue] = []
    private var dropped = 0
    private var fileOrder: [String: Int] = [:]

    var isEmpty: Bool { issues.isEmpty }
    /// How many there are, with those that were not kept.
    var count: Int { issues.count + dropped }

    mutating func add(_ position: SourcePosition, key: String? = nil, _ message: String, remedy: String) {
        guard issues.count < Self.limit else {
            dropped += 1
            return
        }
        if fileOrder[position.file] == nil { fileOrder[position.file] = fileOrder.count }
        issues.append(
            ConfigurationIssue(
                file: position.file,
                line: position.line,
                column: position.column,
                key: key,
                message: message,
                remedy: remedy
            )
        )
    }

    /// All issues in reading order, as one error; `nil` when there are none.
    var error: ConfigurationError? {
        guard !issues.isEmpty else { return nil }
        var sorted = issues.enumerated().sorted { left, right in
            let leftRank = (fileOrder[left.element.file] ?? 0, left.element.line, left.element.column, left.offset)
            let rightRank = (fileOrder[right.element.file] ?? 0, right.element.line, right.element.column, right.offset)
            return leftRank < rightRank
        }.map(\.element)
        if dropped > 0, var last = sorted.last {
            last.key = nil
            last.message = "\(dropped) more issues are not listed."
            last.remedy = "Correct the ones above first."
            sorted.append(last)
        }
        return ConfigurationError(issues: sorted)
    }
}
