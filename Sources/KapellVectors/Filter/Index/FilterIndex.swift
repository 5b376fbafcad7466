/// The metadata of a collection's rows, indexed: which rows match a filter, exactly, and about how many.
///
/// Every field is indexed by value: a compressed bitmap for each value that many rows share, sorted pairs of value and
/// row for the others, the elements of arrays, and the rows that have the field. Metadata can be read back, so the
/// index needs no other store.
///
/// A value type: a copy costs a few references and stays as it is while the original changes. Keep it in a `Mutex`,
/// copy it out for a query, and change it in place; a change made while a copy is in use copies only what it touches
/// and the lists of pages and leaves.
public struct FilterIndex: Sendable {
    /// The most fields that a collection can have.
    public static let maximumFields = 4_096

    /// The rows with metadata, those without any field included.
    public private(set) var rows = RowSet()
    private(set) var fields: [FieldIndex] = []
    private var places: [String: Int] = [:]

    /// An index without rows.
    public init() {}

    init(rows: RowSet, fields: [FieldIndex]) throws(FilterError) {
        self.rows = rows
        self.fields = fields
        for (place, field) in fields.enumerated() { places[field.name] = place }
        guard places.count == fields.count else { throw .damagedIndex("a field is there twice") }
    }

    /// The number of rows.
    public var count: Int { rows.count }

    /// The names of the fields that a row has or ever had, in the order of their arrival.
    public var fieldNames: [String] { fields.map(\.name) }

    /// The types of a field's values, null left out; nil when the field is unknown.
    public func types(of field: String) -> [MetadataType]? { self.field(field)?.types }

    func field(_ name: String) -> FieldIndex? { places[name].map { fields[$0] } }

    /// The row's metadata, or nil when there is no such row. Its fields are in the order of `fieldNames`; whole
    /// numbers within 64 bits come back as integers.
    public func metadata(of row: Int) -> Metadata? {
        guard rows.contains(row) else { return nil }
        let values = fields.compactMap { field in field.value(row: row).map { (field.name, $0) } }
        // What was accepted under limits of its own is not refused here.
        return try? Metadata(values, limits: MetadataLimits(fields: .max, nameBytes: .max, bytes: .max))
    }

    // MARK: Changes

    /// Makes a field known before a row has it, so that a filter on it is not refused.
    /// - Throws: `FilterError.tooManyFields`.
    public mutating func declare(_ field: String) throws(FilterError) {
        guard places[field] == nil else { return }
        guard fields.count < Self.maximumFields else { throw .tooManyFields(limit: Self.maximumFields) }
        places[field] = fields.count
        fields.append(FieldIndex(name: field))
    }

    /// Sets a row's metadata, in place of what the row had.
    /// - Throws: `FilterError.invalidRow` or `tooManyFields`; the index is unchanged then.
    public mutating func upsert(row: Int, _ metadata: Metadata) throws(FilterError) {
        guard row >= 0 && row <= RowSet.maximumRow else { throw .invalidRow(row) }
        let unknown = metadata.fields.reduce(0) { $0 + (places[$1.name] == nil ? 1 : 0) }
        guard fields.count + unknown <= Self.maximumFields else { throw .tooManyFields(limit: Self.maximumFields) }
        let number = UInt32(row)
        if !rows.insert(row) {
            for place in fields.indices where metadata[fields[place].name] == nil { fields[place].set(number, nil) }
        }
        for (name, value) in metadata.fields {
            if let place = places[name] {
                fields[place].set(number, value)
            } else {
                try declare(name)
                fields[fields.count - 1].set(number, value)
            }
        }
    }

    /// Removes a row. Its number may be used again.
    /// - Returns: Whether there was one.
    @discardableResult
    public mutating func remove(row: Int) -> Bool {
        guard rows.remove(row) else { return false }
        for place in fields.indices { fields[place].set(UInt32(row), nil) }
        return true
    }

    // MARK: Building

    /// From the metadata of all rows at once: faster than row by row. Of two with one number the later counts.
    /// - Throws: `FilterError.invalidRow` or `tooManyFields`.
    public init(_ all: some Sequence<(row: Int, metadata: Metadata)>) throws(FilterError) {
        var cells: [[(row: UInt32, value: MetadataValue)]] = []
        var names: [String] = []
        var repeated: [(row: Int, metadata: Metadata)] = []
        for (row, metadata) in all {
            guard row >= 0 && row <= RowSet.maximumRow else { throw .invalidRow(row) }
            guard rows.insert(row) else {
                repeated.append((row, metadata))
                continue
            }
            // Rows of one collection mostly have the same fields in the same order.
            var expected = 0
            for (name, value) in metadata.fields {
                let place: Int
                if expected < names.count && names[expected] == name {
                    place = expected
                } else if let known = places[name] {
                    place = known
                } else {
                    place = names.count
                    guard place < Self.maximumFields else { throw .tooManyFields(limit: Self.maximumFields) }
                    places[name] = place
                    names.append(name)
                    cells.append([])
                }
                cells[place].append((UInt32(row), value))
                expected = place + 1
            }
        }
        rows.compact()
        for (name, cells) in zip(names, cells) { fields.append(FieldIndex(name: name, cells)) }
        for (row, metadata) in repeated { try upsert(row: row, metadata) }
    }
}
