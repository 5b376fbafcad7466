import KapellJSON

extension GeneratedContent {
    /// The elements of an array; nil for anything else.
    var elements: [GeneratedContent]? {
        switch storage {
        case .array(let elements): return elements
        case .json(.array(let values)):
            return values.indices.map { place in
                GeneratedContent(
                    storage: .json(values[place]), id: id?.child(place),
                    openLevels: place == values.count - 1 ? max(openLevels - 1, 0) : 0)
            }
        default: return nil
        }
    }

    /// The properties of a structure, in order; nil for anything else.
    var members: [(key: String, value: GeneratedContent)]? {
        switch storage {
        case .structure(let properties, let keys):
            return keys.compactMap { key in properties[key].map { (key, $0) } }
        case .json(.object(let object)):
            var rest = object.count
            return object.map { key, value in
                rest -= 1
                return (key, part(value, key: key, isLast: rest == 0))
            }
        default: return nil
        }
    }

    /// The property of a name; nil where it is missing or this is not a structure.
    func member(_ name: String) -> GeneratedContent? {
        switch storage {
        case .structure(let properties, _): return properties[name]
        case .json(.object(let object)):
            guard let value = object[name] else { return nil }
            // Only the last property can be open; its name is looked up only where it matters.
            let isLast = openLevels > 1 && object.keys.last == name
            return part(value, key: name, isLast: isLast)
        default: return nil
        }
    }

    /// Whether this is a structure.
    var isStructure: Bool {
        switch storage {
        case .structure, .json(.object): true
        default: false
        }
    }

    /// Whether this is null.
    var isNull: Bool {
        guard case .json(.null) = storage else { return false }
        return true
    }

    private func part(_ value: JSONValue, key: String, isLast: Bool) -> GeneratedContent {
        GeneratedContent(
            storage: .json(value), id: id?.child(key), openLevels: isLast ? max(openLevels - 1, 0) : 0)
    }
}
