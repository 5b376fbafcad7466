public import KapellCore

/// What a figure of an evaluation must hold, such as `answer.right>=0.85`.
///
/// The name is that of a metric. Behind it may stand one of its figures: `.low` and `.high`, the ends of its interval,
/// `.p95` and `.mean` of a time, `.n`. Without one it is the metric's own value.
public struct EvaluationGate: Sendable, Hashable, CustomStringConvertible {
    public enum Relation: String, Sendable, Hashable, CaseIterable {
        case atLeast = ">="
        case atMost = "<="
        case more = ">"
        case less = "<"
        case equal = "="
    }

    /// Metric and figure, as it was written.
    public var name: String
    public var relation: Relation
    public var bound: Double

    public init(name: String, relation: Relation, bound: Double) {
        self.name = name
        self.relation = relation
        self.bound = bound
    }

    /// Reads a gate.
    ///
    /// - Throws: `.invalidRequest` for a text that is none, or that names no metric.
    public init(_ text: String) throws(KapellError) {
        let plain = String(text.filter { !$0.isWhitespace })
        for relation in Relation.allCases {
            guard let place = plain.firstRange(of: relation.rawValue) else { continue }
            let name = String(plain[..<place.lowerBound])
            guard let bound = Double(plain[place.upperBound...]), bound.isFinite else { break }
            guard Metric.figure(name) != nil else {
                throw KapellError(
                    .invalidRequest, "The gate `\(text.prefix(80))` names no metric.",
                    remedy: "The metrics are \(Metric.all.map(\.id).joined(separator: ", ")).")
            }
            self.init(name: name, relation: relation, bound: bound)
            return
        }
        throw KapellError(
            .invalidRequest, "`\(text.prefix(80))` is no gate.", remedy: "Write it so: answer.right>=0.85")
    }

    /// Whether a figure is as it must be. What is not there or not a number is not.
    public func holds(_ value: Double?) -> Bool {
        guard let value else { return false }
        return switch relation {
        case .atLeast: value >= bound
        case .atMost: value <= bound
        case .more: value > bound
        case .less: value < bound
        case .equal: value == bound
        }
    }

    public var description: String { "\(name)\(relation.rawValue)\(FigureText.plain(bound))" }
}
