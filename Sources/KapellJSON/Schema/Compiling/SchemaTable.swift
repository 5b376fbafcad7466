/// Values by name, in order, found by the bytes of the name.
struct SchemaTable<Value: Sendable>: Sendable {
    private var names = JSONObject()
    private(set) var values: [Value] = []

    var isEmpty: Bool { values.isEmpty }

    /// Adds a name that is not there yet.
    mutating func add(_ name: String, _ value: Value) {
        names.append(name, .null)
        values.append(value)
    }

    func name(at position: Int) -> String { names.entries[position].key }

    func position(of name: String) -> Int? { names.position(of: name) }
}
