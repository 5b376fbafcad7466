/// The index of one field.
struct FieldIndex: Sendable {
    let name: String
    /// Rows by value, for each kind of value.
    var tables = [OrderedRows](repeating: OrderedRows(), count: Cell.Kind.allCases.count)
    /// Rows by the elements of their arrays, for each kind of element.
    var elements = [OrderedRows](repeating: OrderedRows(), count: Cell.Kind.allCases.count)
    var column = CellColumn()
    let strings: ValueTable<String>
    let arrays: ValueTable<[MetadataValue]>

    init(name: String) {
        self.name = name
        strings = ValueTable()
        arrays = ValueTable()
    }

    // MARK: Values and cells

    /// The cell for a value, with new numbers for new texts and arrays.
    private func interned(_ value: MetadataValue) -> Cell {
        switch value.canonical {
        case .string(let text): Cell(kind: .string, key: strings.intern(text))
        case .array(let values): Cell(kind: .array, key: arrays.intern(values))
        case let scalar: cell(scalar) ?? .missing
        }
    }

    /// The cell for a value, or nil when no row can have it.
    func cell(_ value: MetadataValue) -> Cell? {
        switch value.canonical {
        case .null: Cell(kind: .null, key: 0)
        case .boolean(let value): Cell(kind: .boolean, key: value ? 1 : 0)
        case .integer(let value): Cell(kind: .integer, key: value)
        case .number(let value): Cell(kind: .double, key: Cell.key(of: value))
        case .date(let value): Cell(kind: .date, key: value)
        case .string(let text): strings.code(of: text).map { Cell(kind: .string, key: $0) }
        case .array(let values): arrays.code(of: values).map { Cell(kind: .array, key: $0) }
        }
    }

    /// The value of a cell, in its canonical form.
    func value(_ cell: Cell) -> MetadataValue? {
        switch cell.kind {
        case .missing: nil
        case .null: .null
        case .boolean: .boolean(cell.key == 1)
        case .integer: .integer(cell.key)
        case .double: .number(Cell.double(of: cell.key))
        case .date: .date(cell.key)
        case .string: .string(strings.value(of: cell.key))
        case .array: .array(arrays.value(of: cell.key))
        }
    }

    /// The row's value in its canonical form, or nil when it has not the field.
    func value(row: Int) -> MetadataValue? { value(column[row]) }

    // MARK: Changes

    /// Sets the row's value, or takes it away.
    mutating func set(_ row: UInt32, _ value: MetadataValue?) {
        let old = column[Int(row)]
        let new = value.map { interned($0) } ?? .missing
        guard old != new else { return }
        if old.kind != .missing {
            tables[Int(old.kind.rawValue)].remove(old.key, row)
            tables[Int(old.kind.rawValue)].forget(row)
            if old.kind == .array { setElements(row, old, remove: true) }
        }
        column[Int(row)] = new
        guard new.kind != .missing else { return }
        tables[Int(new.kind.rawValue)].insert(new.key, row)
        if new.kind == .array { setElements(row, new, remove: false) }
        if isWasteful(after: new) { self = renewed() }
    }

    /// Whether more than half of the numbers of a table are out of use, seen by the number that was given last.
    private func isWasteful(after cell: Cell) -> Bool {
        switch cell.kind {
        case .string: cell.key > Int64(2 * stringRows + 1_024)
        case .array:
            cell.key > Int64(2 * tables[Int(Cell.Kind.array.rawValue)].count + 1_024)
                || strings.count > 2 * stringRows + 1_024
        default: false
        }
    }

    private var stringRows: Int {
        tables[Int(Cell.Kind.string.rawValue)].count + elements[Int(Cell.Kind.string.rawValue)].count
    }

    private mutating func setElements(_ row: UInt32, _ array: Cell, remove: Bool) {
        for element in Set(arrays.value(of: array.key)) {
            let cell = interned(element)
            if remove {
                elements[Int(cell.kind.rawValue)].remove(cell.key, row)
                elements[Int(cell.kind.rawValue)].forget(row)
            } else {
                elements[Int(cell.kind.rawValue)].insert(cell.key, row)
            }
        }
    }

    /// The same rows with new tables of texts and arrays, without those that no row has.
    func renewed() -> FieldIndex {
        var cells: [(row: UInt32, value: MetadataValue)] = []
        column.forEach { row, cell in
            if let value = value(cell) { cells.append((UInt32(row), value)) }
        }
        return FieldIndex(name: name, cells)
    }

    /// From the values of all rows at once: faster than row by row. No row comes twice.
    init(name: String, _ cells: [(row: UInt32, value: MetadataValue)]) {
        self.init(name: name)
        typealias Pairs = [(key: Int64, row: UInt32)]
        var scalarPairs = [Pairs](repeating: [], count: Cell.Kind.allCases.count)
        var elementPairs = scalarPairs
        for (row, value) in cells {
            let cell = interned(value)
            column[Int(row)] = cell
            scalarPairs[Int(cell.kind.rawValue)].append((cell.key, row))
            guard cell.kind == .array, case .array(let values) = value.canonical else { continue }
            for element in Set(values) {
                let cell = interned(element)
                elementPairs[Int(cell.kind.rawValue)].append((cell.key, row))
            }
        }
        tables = scalarPairs.map { OrderedRows($0) }
        elements = elementPairs.map { OrderedRows($0) }
    }

    // MARK: Questions

    func table(_ kind: Cell.Kind) -> OrderedRows { tables[Int(kind.rawValue)] }

    /// The number of rows that have the field, null included.
    var count: Int { tables.reduce(0) { $0 + $1.count } }

    /// The types of the values, null left out.
    var types: [MetadataType] { Self.types(tables) }

    /// The types of the arrays' elements, null included.
    var elementTypes: [MetadataType] {
        Self.types(elements) + (elements[Int(Cell.Kind.null.rawValue)].isEmpty ? [] : [.null])
    }

    private static func types(_ tables: [OrderedRows]) -> [MetadataType] {
        var types: [MetadataType] = []
        for kind in Cell.Kind.allCases where kind.type != .null && !tables[Int(kind.rawValue)].isEmpty {
            if !types.contains(kind.type) { types.append(kind.type) }
        }
        return types
    }

    /// The keys, by kind, for which an order with a number or a date holds. Texts: see `textCodes`.
    func ranges(_ comparison: Filter.Comparison, _ literal: MetadataValue) -> [(Cell.Kind, ClosedRange<Int64>)] {
        func range(_ key: Int64, isBelow: Bool, isSame: Bool) -> ClosedRange<Int64>? {
            if isBelow { return isSame ? .min...key : key == .min ? nil : .min...key - 1 }
            return isSame ? key ... .max : key == .max ? nil : key + 1 ... .max
        }
        let isBelow = comparison == .less || comparison == .lessOrEqual
        let isSame = comparison == .lessOrEqual || comparison == .greaterOrEqual
        var ranges: [(Cell.Kind, ClosedRange<Int64>)] = []
        switch literal.canonical {
        case .date(let key):
            if let range = range(key, isBelow: isBelow, isSame: isSame) { ranges.append((.date, range)) }
        case .integer(let value):
            if let range = range(value, isBelow: isBelow, isSame: isSame) { ranges.append((.integer, range)) }
            // No double of the index is a whole number within Int64, so that only values beside it matter. The
            // nearest double of Int64.max is 2^63, above it.
            if let range = range(Cell.key(of: Double(value)), isBelow: isBelow, isSame: !isBelow) {
                ranges.append((.double, range))
            }
        case .number(let value):
            if let range = range(Cell.key(of: value), isBelow: isBelow, isSame: isSame) {
                ranges.append((.double, range))
            }
            // The number is no integer: it lies between two, below all or above all.
            if value >= 0x1p63 || value < -0x1p63 {
                if (value > 0) == isBelow { ranges.append((.integer, .min ... .max)) }
            } else {
                let below = Int64(value.rounded(.down))
                if let range = range(below, isBelow: isBelow, isSame: isBelow) { ranges.append((.integer, range)) }
            }
        default: break
        }
        return ranges
    }

    /// The numbers of the texts for which an order holds.
    func textCodes(_ comparison: Filter.Comparison, _ text: String) -> [UInt32] { strings.codes(comparison, text) }
}
