/// What a row has in a field: the kind of the value, and the value's key among values of its kind.
struct Cell: Sendable, Equatable {
    enum Kind: UInt8, Sendable, CaseIterable {
        case missing = 0
        /// Key 0.
        case null
        /// Key 0 or 1.
        case boolean
        /// The integer.
        case integer
        /// `Cell.key(of:)`. Only numbers that are no Int64.
        case double
        /// Milliseconds.
        case date
        /// The text's number in the field's table.
        case string
        /// The array's number in the field's table.
        case array

        var type: MetadataType {
            switch self {
            case .missing, .null: .null
            case .boolean: .boolean
            case .integer, .double: .number
            case .date: .date
            case .string: .string
            case .array: .array
            }
        }
    }

    var kind: Kind
    var key: Int64

    static let missing = Cell(kind: .missing, key: 0)

    /// Integers in the order of the doubles.
    static func key(of value: Double) -> Int64 {
        let bits = Int64(bitPattern: value.bitPattern)
        return bits ^ ((bits >> 63) & .max)
    }

    /// The double that has the key.
    static func double(of key: Int64) -> Double {
        Double(bitPattern: UInt64(bitPattern: key ^ ((key >> 63) & .max)))
    }
}

/// The cells of a field, by row: in a dictionary while few rows have the field, then in pages of 4,096 rows.
struct CellColumn: Sendable {
    private struct Page: Sendable {
        var kinds: [UInt8]
        var keys: [Int64]
        var used = 0
    }

    private static let shift = 12
    private static let mask = (1 << shift) - 1
    private var sparse: [UInt32: Cell] = [:]
    private var pages: [Page?] = []
    private var isSparse = true
    /// One more than the largest row that had the field.
    private var limit = 0

    subscript(row: Int) -> Cell {
        get {
            if isSparse { return sparse[UInt32(truncatingIfNeeded: row)] ?? .missing }
            let place = row >> Self.shift
            guard place < pages.count, let page = pages[place],
                let kind = Cell.Kind(rawValue: page.kinds[row & Self.mask])
            else { return .missing }
            return Cell(kind: kind, key: page.keys[row & Self.mask])
        }
        set {
            guard isSparse else { return setInPage(row, newValue) }
            guard newValue.kind != .missing else {
                sparse[UInt32(truncatingIfNeeded: row)] = nil
                return
            }
            sparse[UInt32(truncatingIfNeeded: row)] = newValue
            limit = max(limit, row + 1)
            if sparse.count > 64 + limit / 32 { becomeDense() }
        }
    }

    private mutating func becomeDense() {
        isSparse = false
        for (row, cell) in sparse { setInPage(Int(row), cell) }
        sparse = [:]
    }

    private mutating func setInPage(_ row: Int, _ cell: Cell) {
        let (place, inner) = (row >> Self.shift, row & Self.mask)
        let isUsed = cell.kind != .missing
        guard isUsed || place < pages.count && pages[place] != nil else { return }
        if place >= pages.count {
            pages.append(contentsOf: repeatElement(nil, count: place + 1 - pages.count))
        }
        if pages[place] == nil {
            let count = Self.mask + 1
            pages[place] = Page(
                kinds: [UInt8](repeating: 0, count: count), keys: [Int64](repeating: 0, count: count))
        }
        let wasUsed = pages[place]?.kinds[inner] != 0
        pages[place]?.kinds[inner] = cell.kind.rawValue
        pages[place]?.keys[inner] = cell.key
        if wasUsed != isUsed { pages[place]?.used += isUsed ? 1 : -1 }
        if pages[place]?.used == 0 { pages[place] = nil }
    }

    /// Calls for each row that has the field, in ascending order.
    func forEach(_ body: (Int, Cell) -> Void) {
        for (row, cell) in sparse.sorted(by: { $0.key < $1.key }) { body(Int(row), cell) }
        for (place, page) in pages.enumerated() {
            guard let page else { continue }
            for inner in 0...Self.mask {
                guard page.kinds[inner] != 0, let kind = Cell.Kind(rawValue: page.kinds[inner]) else { continue }
                body(place << Self.shift | inner, Cell(kind: kind, key: page.keys[inner]))
            }
        }
    }
}
