extension PartialJSONParser {
    /// An array or object that is still open.
    struct Container: Sendable {
        let isObject: Bool
        var elements: [JSONValue] = []
        var members = JSONObject()
        /// The key whose value has not ended yet.
        var key: String?

        init(isObject: Bool) { self.isObject = isObject }

        /// Takes a value that has ended.
        mutating func put(_ value: JSONValue) {
            if let key {
                members.append(key, value)
                self.key = nil
            } else {
                elements.append(value)
            }
        }

        /// The value of this container if it ended now, after `last`.
        func closed(with last: JSONValue? = nil) -> JSONValue {
            var copy = self
            if let last { copy.put(last) }
            return isObject ? .object(copy.members) : .array(copy.elements)
        }
    }
}
