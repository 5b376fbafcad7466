/// The keys and values of a JSON object, in the order in which they were put in.
///
/// A key is compared by its bytes in UTF-8, and stands once. Finding a key takes a walk over the keys while they
/// are few, and one look into a hash table when they are many; setting and appending cost the same. Removing
/// moves the keys that follow, so to remove many keys use ``removeAll(where:)``.
public struct JSONObject: Sendable {
    /// The most keys that are searched one after the other; beyond them there is an index.
    static let linearLimit = 24

    var entries: [Entry]
    var index: JSONKeyIndex

    /// An object without keys.
    public init() {
        entries = []
        index = JSONKeyIndex()
    }

    /// An object with the given keys. Of a key that comes twice, the last value stands in the first's place.
    public init(_ pairs: some Sequence<(String, JSONValue)>) {
        self.init()
        reserveCapacity(pairs.underestimatedCount)
        for (key, value) in pairs { append(key, value) }
    }

    /// Takes `entries`, whose keys all differ.
    init(uniqueEntries entries: [Entry]) {
        self.entries = entries
        index = JSONKeyIndex()
        if entries.count > Self.linearLimit { index = JSONKeyIndex(entries) }
    }

    /// How many keys there are.
    public var count: Int { entries.count }

    /// Whether there are no keys.
    public var isEmpty: Bool { entries.isEmpty }

    /// The keys, in order. Costs time in proportion to their number.
    public var keys: [String] { entries.map(\.key) }

    /// The values, in the order of their keys. Costs time in proportion to their number.
    public var values: [JSONValue] { entries.map(\.value) }

    /// Makes room for `count` keys in all.
    public mutating func reserveCapacity(_ count: Int) {
        entries.reserveCapacity(count)
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    /// Keeps the order of the keys. Of a key that comes twice, the last value stands in the first's place.
    public init(dictionaryLiteral elements: (String, JSONValue)...) { self.init(elements) }
}
