extension JSONValue: Hashable {
    /// The levels of arrays and objects whose content goes into a hash.
    fileprivate static let hashedLevels = 32

    /// Agrees with `==`: equal numbers have one hash, and the order of keys does not count. What lies deeper than 32
    /// levels does not count either.
    public func hash(into hasher: inout Hasher) { hash(into: &hasher, levels: Self.hashedLevels) }

    fileprivate func hash(into hasher: inout Hasher, levels: Int) {
        switch self {
        case .null:
            hasher.combine(0 as UInt8)
        case .bool(let value):
            hasher.combine(value ? 1 as UInt8 : 2)
        case .integer(let value):
            hasher.combine(3 as UInt8)
            hasher.combine(value)
        case .unsigned(let value):
            if let value = Int64(exactly: value) { return JSONValue.integer(value).hash(into: &hasher, levels: levels) }
            hasher.combine(4 as UInt8)
            hasher.combine(value)
        case .number(let value):
            if let value = value.exactInt64 { return JSONValue.integer(value).hash(into: &hasher, levels: levels) }
            if let value = value.exactUInt64 { return JSONValue.unsigned(value).hash(into: &hasher, levels: levels) }
            hasher.combine(5 as UInt8)
            hasher.combine(value.isNaN ? Double.nan : value)
        case .string(let value):
            hasher.combine(6 as UInt8)
            value.withUTF8Bytes { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
            hasher.combine(value.utf8.count)
        case .array(let elements):
            hasher.combine(7 as UInt8)
            hasher.combine(elements.count)
            guard levels > 0 else { return }
            for element in elements { element.hash(into: &hasher, levels: levels - 1) }
        case .object(let object):
            hasher.combine(8 as UInt8)
            object.hash(into: &hasher, levels: levels)
        }
    }
}

extension JSONObject: Hashable {
    /// Agrees with `==`: the order of the keys does not count. What lies deeper than 32 levels does not count either.
    public func hash(into hasher: inout Hasher) { hash(into: &hasher, levels: JSONValue.hashedLevels) }

    fileprivate func hash(into hasher: inout Hasher, levels: Int) {
        hasher.combine(entries.count)
        guard levels > 0 else { return }
        // A sum, so that the order of the keys does not count.
        var sum: UInt64 = 0
        for entry in entries {
            var own = Hasher()
            entry.key.withUTF8Bytes { own.combine(bytes: UnsafeRawBufferPointer($0)) }
            entry.value.hash(into: &own, levels: levels - 1)
            sum &+= UInt64(truncatingIfNeeded: own.finalize())
        }
        hasher.combine(sum)
    }
}
