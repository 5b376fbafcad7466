public import KapellVectors

/// A filter without its values: `lang == ? and year >= ?`. Filters of one shape let about as much pass.
public enum FilterShape {
    /// The shape; empty without a filter. A long one is cut.
    public static func of(_ filter: Filter?) -> String {
        guard let filter else { return "" }
        var text = ""
        write(filter, depth: 0, to: &text)
        return text.utf8.count > most ? String(text.prefix(most)) + "…" : text
    }

    private static let most = 120

    private static func write(_ filter: Filter, depth: Int, to text: inout String) {
        guard text.utf8.count <= most, depth < 16 else { return }
        switch filter {
        case .everything, .nothing: text += filter.description
        case .and(let filters): join(filters, "and", depth, &text)
        case .or(let filters): join(filters, "or", depth, &text)
        case .not(let filter):
            text += "not ("
            write(filter, depth: depth + 1, to: &text)
            text += ")"
        case .comparison(let name, let comparison, _): text += "\(name) \(comparison.rawValue) ?"
        case .isIn(let name, let values): text += "\(name) in [\(size(values.count))]"
        case .containsAny(let name, let values): text += "\(name) contains any [\(size(values.count))]"
        case .containsAll(let name, let values): text += "\(name) contains all [\(size(values.count))]"
        case .exists(let name): text += "exists \(name)"
        }
    }

    private static func join(_ filters: [Filter], _ word: String, _ depth: Int, _ text: inout String) {
        text += "("
        for (place, filter) in filters.enumerated() {
            guard text.utf8.count <= most else { break }
            if place > 0 { text += " \(word) " }
            write(filter, depth: depth + 1, to: &text)
        }
        text += ")"
    }

    /// A list of some values lets more pass than one: its size in powers of ten.
    private static func size(_ count: Int) -> String { count < 10 ? "?" : count < 100 ? "10+" : "100+" }
}
