/// The fields of a row, in the order in which they were set.
///
/// A field has a name and one value. Nested objects are stored flat: `{"author": {"name": "Ada"}}` is the field
/// `author.name`. Every change is checked: a `Metadata` is always within its limits.
public struct Metadata: Sendable, Hashable {
    /// What this metadata may hold.
    public let limits: MetadataLimits
    /// Bytes, counted as `MetadataLimits.bytes` says.
    public private(set) var size = 0

    private var names: [String] = []
    private var values: [MetadataValue] = []

    /// No fields.
    public init(limits: MetadataLimits = MetadataLimits()) { self.limits = limits }

    /// Some fields; of two with one name the later counts.
    /// - Throws: `MetadataError`.
    public init(
        _ fields: [(String, MetadataValue)], limits: MetadataLimits = MetadataLimits()
    ) throws(MetadataError) {
        self.limits = limits
        var places: [String: Int] = [:]
        for (name, value) in fields { try put(name, value, at: places[name], &places) }
    }

    /// Whether both have the same fields in the same order, whatever their limits.
    public static func == (left: Metadata, right: Metadata) -> Bool {
        left.names == right.names && left.values == right.values
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(names)
        hasher.combine(values)
    }

    /// The number of fields.
    public var count: Int { names.count }

    /// Whether there is no field.
    public var isEmpty: Bool { names.isEmpty }

    /// The fields in order.
    public var fields: some Sequence<(name: String, value: MetadataValue)> & Sendable { FieldSequence(names, values) }

    /// The field's value, or nil when it is missing.
    public subscript(name: String) -> MetadataValue? { names.firstIndex(of: name).map { values[$0] } }

    /// Sets a field, in place of an older value.
    /// - Throws: `MetadataError` when a limit is passed, a number is not finite or an array holds an array. Nothing
    ///   has changed then.
    public mutating func set(_ name: String, _ value: MetadataValue) throws(MetadataError) {
        var places: [String: Int] = [:]
        try put(name, value, at: names.firstIndex(of: name), &places)
    }

    /// Removes a field.
    /// - Returns: Its value, or nil when it was missing.
    @discardableResult
    public mutating func remove(_ name: String) -> MetadataValue? {
        guard let place = names.firstIndex(of: name) else { return nil }
        size -= names[place].utf8.count + values[place].size
        names.remove(at: place)
        return values.remove(at: place)
    }

    private mutating func put(
        _ name: String, _ value: MetadataValue, at place: Int?, _ places: inout [String: Int]
    ) throws(MetadataError) {
        let nameBytes = name.utf8.count
        guard nameBytes > 0 else { throw .emptyName }
        guard nameBytes <= limits.nameBytes else {
            throw .nameTooLong(prefix: String(name.prefix(32)), bytes: nameBytes, limit: limits.nameBytes)
        }
        if case .array(let elements) = value, elements.contains(where: { $0.type == .array }) {
            throw .nestedArray(field: name)
        }
        guard value.isFinite else { throw .notFinite(field: name) }
        var newSize = size &+ nameBytes &+ value.size
        if let place { newSize -= nameBytes + values[place].size }
        guard newSize <= limits.bytes else { throw .tooLarge(bytes: newSize, limit: limits.bytes) }
        if let place {
            values[place] = value
        } else {
            guard names.count < limits.fields else { throw .tooManyFields(limit: limits.fields) }
            places[name] = names.count
            names.append(name)
            values.append(value)
        }
        size = newSize
    }
}

private struct FieldSequence: Sequence, IteratorProtocol, Sendable {
    private let names: [String]
    private let values: [MetadataValue]
    private var place = 0

    init(_ names: [String], _ values: [MetadataValue]) {
        self.names = names
        self.values = values
    }

    mutating func next() -> (name: String, value: MetadataValue)? {
        guard place < names.count else { return nil }
        defer { place += 1 }
        return (names[place], values[place])
    }
}
