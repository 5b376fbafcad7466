extension JSONObject: Sequence {
    /// A key with its value.
    public typealias Element = (key: String, value: JSONValue)

    /// Walks over the keys and values in order.
    public struct Iterator: IteratorProtocol, Sendable {
        private let entries: [Entry]
        private var position = 0

        init(_ entries: [Entry]) { self.entries = entries }

        /// The next key with its value; nil after the last.
        public mutating func next() -> Element? {
            guard position < entries.count else { return nil }
            defer { position += 1 }
            return (entries[position].key, entries[position].value)
        }
    }

    public func makeIterator() -> Iterator { Iterator(entries) }

    public var underestimatedCount: Int { entries.count }
}
