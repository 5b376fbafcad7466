import KapellCore
import KapellJSON

/// The items of one streamed output, and which of them an event speaks of.
///
/// `output_index` and `item_id` should both say it. Servers leave out either, give one index to all items, or a new id to
/// an item with every event: what agrees most is taken.
struct ResponsesItems {
    struct Item {
        /// `message`, `reasoning` or `function_call`.
        let kind: String
        var id: String
        var index: Int?
        /// Of a call: the id that its result names.
        var callID = ""
        /// Of a call that has been told: its index in the hub.
        var call: Int?
        /// Whether something of its content has been told.
        var isTold = false
        /// Of reasoning: the kind of text that is told. A summary and the thoughts themselves are never mixed.
        var textKind = ""
        /// Whether the next piece of text begins a new paragraph.
        var needsBreak = false
        /// Of reasoning: whether its proof has been told.
        var isSigned = false
        /// Whether the whole output has named it.
        var isClaimed = false
    }

    /// Items of one answer.
    private static let limit = 4_096

    private var items: [Item] = []

    subscript(place: Int) -> Item {
        get { items[place] }
        set { items[place] = newValue }
    }

    var indices: Range<Int> { items.indices }

    /// The item that a piece of the kind belongs to; a new one where it belongs to none.
    mutating func place(ofPiece event: JSONObject, kind: String) throws(KapellError) -> Int {
        let id = event["item_id"]?.stringValue ?? ""
        let index = event["output_index"]?.intValue
        if let place = find(kind, id: id, index: index) { return place }
        // Where nothing is said of the place, it goes on with the last one.
        if index == nil, let place = items.lastIndex(where: { $0.kind == kind }) { return place }
        return try add(Item(kind: kind, id: id, index: index))
    }

    /// The item of an event that brings it, as it begins or whole.
    mutating func place(
        of item: JSONObject, in event: JSONObject, kind: String, begins: Bool
    ) throws(KapellError) -> Int {
        let id = (item["id"] ?? event["item_id"])?.stringValue ?? ""
        let index = event["output_index"]?.intValue
        let callID = item["call_id"]?.stringValue ?? ""
        var found = find(kind, id: id, index: index)
        if !begins, !callID.isEmpty, found.map({ items[$0].id != id || items[$0].index != index }) ?? true {
            found = items.lastIndex { $0.callID == callID } ?? found
        }
        if !begins, found == nil, index == nil, id.isEmpty { found = items.lastIndex { $0.kind == kind } }
        if let place = found, fits(place, callID), !begins || isSame(place, id, index, callID) {
            note(id, index, callID, at: place)
            return place
        }
        var new = Item(kind: kind, id: id, index: index)
        new.callID = callID
        return try add(new)
    }

    /// The item that element `index` of the whole output is.
    mutating func place(ofOutput item: JSONObject, at index: Int, kind: String) throws(KapellError) -> Int {
        let id = item["id"]?.stringValue ?? ""
        let callID = item["call_id"]?.stringValue ?? ""
        func first(_ isIt: (Item) -> Bool) -> Int? {
            items.firstIndex { $0.kind == kind && !$0.isClaimed && isIt($0) }
        }
        let place =
            (callID.isEmpty ? nil : first { $0.callID == callID })
            ?? (id.isEmpty ? nil : first { $0.id == id && ($0.callID.isEmpty || callID.isEmpty) })
            ?? first { $0.index == index && ($0.callID.isEmpty || callID.isEmpty) }
            ?? first { $0.callID.isEmpty || callID.isEmpty }
        if let place {
            items[place].isClaimed = true
            return place
        }
        var new = Item(kind: kind, id: id, index: index)
        new.callID = callID
        new.isClaimed = true
        return try add(new)
    }

    private func find(_ kind: String, id: String, index: Int?) -> Int? {
        func last(_ isIt: (Item) -> Bool) -> Int? { items.lastIndex { $0.kind == kind && isIt($0) } }
        if !id.isEmpty {
            if let index, let place = last({ $0.id == id && $0.index == index }) { return place }
            if let place = last({ $0.id == id }) { return place }
        }
        return index.flatMap { index in last { $0.index == index } }
    }

    private func fits(_ place: Int, _ callID: String) -> Bool {
        callID.isEmpty || items[place].callID.isEmpty || items[place].callID == callID
    }

    /// Whether an item that seems to begin is one that has begun before.
    private func isSame(_ place: Int, _ id: String, _ index: Int?, _ callID: String) -> Bool {
        let item = items[place]
        if !callID.isEmpty, item.callID == callID { return true }
        let isSameIndex = index == nil || item.index == nil || item.index == index
        return isSameIndex && (id.isEmpty || item.id.isEmpty || item.id == id)
    }

    private mutating func note(_ id: String, _ index: Int?, _ callID: String, at place: Int) {
        if items[place].id.isEmpty { items[place].id = id }
        if items[place].index == nil { items[place].index = index }
        if items[place].callID.isEmpty { items[place].callID = callID }
    }

    private mutating func add(_ item: Item) throws(KapellError) -> Int {
        guard items.count < Self.limit else {
            throw KapellError(.tooLarge, "The provider's answer has more than \(Self.limit) items.")
        }
        items.append(item)
        return items.count - 1
    }
}
