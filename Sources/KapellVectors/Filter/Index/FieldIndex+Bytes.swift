/// A field as bytes: the name, the texts and the arrays in the order of their numbers, then for each kind of value,
/// and then for each kind of element, the pairs of key and row.
extension FieldIndex {
    func write(to writer: inout ByteWriter) {
        // A table may have numbers out of use; they are kept, as keys refer to them.
        writer.append(name)
        let texts = strings.all
        writer.append(UInt32(texts.count))
        for text in texts { writer.append(text) }
        let lists = arrays.all
        writer.append(UInt32(lists.count))
        for values in lists {
            writer.append(UInt32(values.count))
            for value in values { Self.write(value, to: &writer) }
        }
        for table in tables + elements { table.write(to: &writer) }
    }

    private static func write(_ scalar: MetadataValue, to writer: inout ByteWriter) {
        switch scalar {
        case .null, .array: writer.append(Cell.Kind.null.rawValue)
        case .boolean(let value):
            writer.append(Cell.Kind.boolean.rawValue)
            writer.append(UInt8(value ? 1 : 0))
        case .integer(let value):
            writer.append(Cell.Kind.integer.rawValue)
            writer.append(value)
        case .number(let value):
            writer.append(Cell.Kind.double.rawValue)
            writer.append(value.bitPattern)
        case .date(let value):
            writer.append(Cell.Kind.date.rawValue)
            writer.append(value)
        case .string(let text):
            writer.append(Cell.Kind.string.rawValue)
            writer.append(text)
        }
    }

    private static func scalar(_ reader: inout ByteReader) throws(FilterError) -> MetadataValue {
        let value: MetadataValue
        switch Cell.Kind(rawValue: try reader.next(UInt8.self)) {
        case .null: value = .null
        case .boolean: value = .boolean(try reader.next(UInt8.self) == 1)
        case .integer: value = .integer(try reader.next(Int64.self))
        case .double: value = .number(Double(bitPattern: try reader.next(UInt64.self)))
        case .date: value = .date(try reader.next(Int64.self))
        case .string: value = .string(try reader.text())
        case .missing, .array, nil: throw reader.damaged("an element has an unknown type")
        }
        guard value.isFinite, value == value.canonical else { throw reader.damaged("an element is no value") }
        return value
    }

    /// - Parameter rows: The rows of the whole index.
    init(_ reader: inout ByteReader, rows: RowSet) throws(FilterError) {
        name = try reader.text()
        var texts: [String] = []
        for _ in 0..<(try reader.count()) { texts.append(try reader.text()) }
        var lists: [[MetadataValue]] = []
        for _ in 0..<(try reader.count()) {
            var values: [MetadataValue] = []
            for _ in 0..<(try reader.count()) { values.append(try Self.scalar(&reader)) }
            lists.append(values)
        }
        guard let strings = ValueTable(texts), let arrays = ValueTable(lists) else {
            throw reader.damaged("a field has a value twice")
        }
        self.strings = strings
        self.arrays = arrays
        func isKey(_ key: Int64, _ kind: Cell.Kind) -> Bool {
            switch kind {
            case .missing: false
            case .null: key == 0
            case .boolean: key == 0 || key == 1
            case .integer, .date: true
            case .double: MetadataValue.isCanonical(Cell.double(of: key))
            case .string: key >= 0 && key < Int64(texts.count)
            case .array: key >= 0 && key < Int64(lists.count)
            }
        }
        for kind in Cell.Kind.allCases {
            let table = try OrderedRows(&reader) { isKey($0, kind) }
            guard table.count == table.all.count, rows.intersectionCount(table.all) == table.count else {
                throw reader.damaged("a field has a row that is not there")
            }
            var isTaken = false
            table.forEach { key, row in
                if column[Int(row)].kind != .missing { isTaken = true }
                column[Int(row)] = Cell(kind: kind, key: key)
            }
            if isTaken { throw reader.damaged("a row has two values in a field") }
            tables[Int(kind.rawValue)] = table
        }
        let sizes = lists.map { Set($0).count }
        var expected = 0
        tables[Int(Cell.Kind.array.rawValue)].forEach { key, _ in expected &+= sizes[Int(key)] }
        for kind in Cell.Kind.allCases {
            let table = try OrderedRows(&reader) { kind != .array && isKey($0, kind) }
            guard tables[Int(Cell.Kind.array.rawValue)].all.intersectionCount(table.all) == table.all.count else {
                throw reader.damaged("an element belongs to no array")
            }
            expected &-= table.count
            elements[Int(kind.rawValue)] = table
        }
        guard expected == 0 else { throw reader.damaged("the elements are not those of the arrays") }
    }
}
