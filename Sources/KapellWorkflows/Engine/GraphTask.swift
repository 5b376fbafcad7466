import KapellJSON

/// A node that is to run in a step.
struct GraphTask: Sendable, Hashable {
    var node: String
    /// The place among the items of a fan-out, and the item.
    var place: Int?
    var item: JSONValue?

    /// `node`, or `node[2]`.
    var local: String { place.map { "\(node)[\($0)]" } ?? node }

    /// Names the task in its run: `node@step`, below the path of its graph.
    func path(in graph: String, step: Int) -> String {
        graph.isEmpty ? "\(local)@\(step)" : "\(graph)/\(local)@\(step)"
    }

    var json: JSONValue {
        guard let place else { return .string(node) }
        return ["node": .string(node), "place": .integer(Int64(place)), "item": item ?? .null]
    }

    init(_ node: String, place: Int? = nil, item: JSONValue? = nil) {
        self.node = node
        self.place = place
        self.item = item
    }

    init?(_ json: JSONValue) {
        if let node = json.stringValue {
            self.init(node)
        } else if let node = json["node"]?.stringValue, let place = json["place"]?.intValue, let item = json["item"] {
            self.init(node, place: place, item: item)
        } else {
            return nil
        }
    }
}

extension GraphTask: Comparable {
    static func < (left: GraphTask, right: GraphTask) -> Bool {
        left.node == right.node ? (left.place ?? -1) < (right.place ?? -1) : left.node < right.node
    }
}
