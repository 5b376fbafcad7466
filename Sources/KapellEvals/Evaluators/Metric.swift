/// A figure of quality, time or cost, one value a question.
public struct Metric: Sendable, Hashable {
    public enum Form: Sendable, Hashable {
        /// 1 or 0 for each question; the value is the share of ones.
        case share
        /// The value is the mean.
        case mean
        /// Seconds; the value is the median.
        case seconds
    }

    /// Its name in reports and gates.
    public var id: String
    /// What is measured, in words.
    public var what: String
    public var form: Form
    /// Whether more is better.
    public var prefersMore: Bool

    public init(_ id: String, _ what: String, _ form: Form = .share, prefersMore: Bool = true) {
        self.id = id
        self.what = what
        self.form = form
        self.prefersMore = prefersMore
    }
}

extension Metric {
    public static let retrieved = Metric(
        "answer.retrieved", "answerable questions with the right passage among the first five, for each thing asked")
    public static let cited = Metric("answer.cited", "answerable questions with a right citation for each thing asked")
    public static let minimal = Metric(
        "answer.minimal", "answers to answerable questions without a citation beside the evidence")
    public static let right = Metric(
        "answer.right", "answerable questions whose answer states each fact, and no wrong one")
    public static let answered = Metric("answer.answered", "answerable questions that got an answer")
    public static let refused = Metric("answer.refused", "unanswerable questions that were refused")
    public static let exact = Metric(
        "answer.exact", "answers whose citations all stand in the document's text at their bytes")
    public static let quoted = Metric(
        "answer.quoted", "answers of which each sentence stands word for word in a span it cites")
    public static let time = Metric(
        "answer.time", "seconds to the first verified sentence", .seconds, prefersMore: false)
    public static let total = Metric("answer.total", "seconds to the end of the answer", .seconds, prefersMore: false)
    public static let tokens = Metric(
        "answer.tokens", "tokens of language models, a question", .mean, prefersMore: false)
    public static let cost = Metric(
        "answer.cost", "cost in dollars, a question, where prices are known", .mean, prefersMore: false)

    /// All of them, in the order of reports.
    public static let all = [
        retrieved, cited, minimal, right, answered, refused, exact, quoted, time, total, tokens, cost,
    ]

    /// The metric and the figure of it that a gate names; `nil` where there is none.
    static func figure(_ name: String) -> (metric: Metric, figure: String)? {
        if let metric = all.first(where: { $0.id == name }) { return (metric, "") }
        guard let dot = name.lastIndex(of: ".") else { return nil }
        let figure = String(name[name.index(after: dot)...])
        guard ["low", "high", "p95", "mean", "n"].contains(figure),
            let metric = all.first(where: { $0.id == name[..<dot] })
        else { return nil }
        return (metric, figure)
    }
}
