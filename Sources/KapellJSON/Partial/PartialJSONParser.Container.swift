extension PartialJSONParser {
    /// An array or object that is still open.
    struct Container: Sendable {
        let isObject: Bool
        var elements: [JSONValue] = []
        var members = JSONObject()
        /// The key whose value has not begun to show yet.
        var key: String?
        /// Where the string, array or object stands that is open in here.
        private var slot: Int?

        init(isObject: Bool) { self.isObject = isObject }

        /// The value of this container if it ended now.
        var value: JSONValue { isObject ? .object(members) : .array(elements) }

        /// Keeps a place for a value that begins to show.
        mutating func hold() {
            if let key {
                members.append(key, .null)
                slot = members.position(of: key)
                self.key = nil
            } else {
                slot = elements.count
                elements.append(.null)
            }
        }

        /// Puts what there is of the open value into its place.
        mutating func show(_ value: JSONValue) {
            guard let slot else { return }
            if isObject { members.entries[slot].value = value } else { elements[slot] = value }
        }

        /// Takes a value that has ended.
        mutating func put(_ value: JSONValue) {
            if slot != nil {
                show(value)
                slot = nil
            } else if let key {
                members.append(key, value)
                self.key = nil
            } else {
                elements.append(value)
            }
        }
    }

    /// Puts each open value into its place in the container around it, so that ``value`` only has to hand out the
    /// outermost. Nothing is copied: both share their storage until the next piece comes.
    mutating func settle() {
        var shown: JSONValue? = token.isString && !token.isKey ? .string(token.text) : nil
        for level in open.indices.reversed() {
            if let shown { open[level].show(shown) }
            shown = open[level].value
        }
    }

    /// Takes the open values out of their places again, so that they can grow without being copied.
    mutating func unsettle() {
        for level in open.indices { open[level].show(.null) }
    }
}
