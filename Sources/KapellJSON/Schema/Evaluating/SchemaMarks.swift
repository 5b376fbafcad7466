/// Which properties or elements of a value have been looked at by a schema: for `unevaluatedProperties` and
/// `unevaluatedItems`. Costs nothing where nobody asks.
struct SchemaMarks: Sendable {
    /// Marks that nobody asks for.
    static let none = SchemaMarks()

    private(set) var isActive = false
    private var hasAll = false
    private var places: [Bool] = []

    private init() {}

    /// Marks for the properties or elements of `value`.
    init(for value: JSONValue) {
        switch value {
        case .array(let array): places = [Bool](repeating: false, count: array.count)
        case .object(let object): places = [Bool](repeating: false, count: object.count)
        default: return
        }
        isActive = true
    }

    /// How many properties or elements they are for.
    var count: Int { places.count }

    /// Marks of the same kind, without any set.
    var empty: SchemaMarks {
        guard isActive else { return .none }
        var marks = SchemaMarks.none
        marks.isActive = true
        marks.places = [Bool](repeating: false, count: places.count)
        return marks
    }

    func contains(_ place: Int) -> Bool { hasAll || places[place] }

    @inline(__always)
    mutating func insert(_ place: Int) {
        if isActive { places[place] = true }
    }

    mutating func insertAll() { hasAll = true }

    mutating func formUnion(_ other: SchemaMarks) {
        guard isActive else { return }
        if other.hasAll {
            hasAll = true
        } else {
            for place in places.indices where other.places[place] { places[place] = true }
        }
    }
}
