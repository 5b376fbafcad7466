extension JSONValue {
    /// What a reference within this document leads to: `#`, or `#/` and a JSON pointer with its percent signs. Nil where
    /// there is nothing, and for references of another kind.
    package func target(of reference: String) -> JSONValue? {
        guard reference == "#" || reference.hasPrefix("#/"),
            let keys = SchemaPointer.keys(of: SchemaURI(reference).decodedFragment)
        else { return nil }
        var value = self
        for key in keys {
            switch value {
            case .object(let object):
                guard let next = object[key] else { return nil }
                value = next
            case .array(let values):
                guard let index = SchemaPointer.index(key), values.indices.contains(index) else { return nil }
                value = values[index]
            default: return nil
            }
        }
        return value
    }
}
