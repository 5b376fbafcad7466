extension JSONValue: Equatable {
    /// Whether both are the same value.
    ///
    /// Numbers are compared as numbers, exactly: `1`, `1.0` and `1e0` are equal, and 2^53 + 1 differs from 2^53.
    /// NaN equals NaN, so that every value equals itself. Strings are compared by their bytes in UTF-8. The order
    /// of the keys of an object does not count. There is no recursion.
    public static func == (left: JSONValue, right: JSONValue) -> Bool {
        // Pairs of arrays and objects that have to be compared yet.
        var pending: [(JSONValue, JSONValue)] = []
        guard isEqual(left, right, later: &pending) else { return false }
        while let (left, right) = pending.popLast() {
            switch (left, right) {
            case (.array(let left), .array(let right)):
                guard isEqual(left, right, later: &pending) else { return false }
            case (.object(let left), .object(let right)):
                guard isEqual(left, right, later: &pending) else { return false }
            default:
                return false
            }
        }
        return true
    }

    /// Compares scalars, and notes arrays and objects for later.
    private static func isEqual(
        _ left: JSONValue, _ right: JSONValue, later pending: inout [(JSONValue, JSONValue)]
    ) -> Bool {
        switch (left, right) {
        case (.null, .null): return true
        case (.bool(let left), .bool(let right)): return left == right
        case (.string(let left), .string(let right)): return left.hasSameBytes(as: right)
        case (.integer(let left), .integer(let right)): return left == right
        case (.unsigned(let left), .unsigned(let right)): return left == right
        case (.integer(let left), .unsigned(let right)): return UInt64(exactly: left) == right
        case (.unsigned(let left), .integer(let right)): return left == UInt64(exactly: right)
        case (.number(let left), .number(let right)): return left == right || (left.isNaN && right.isNaN)
        case (.integer(let left), .number(let right)): return left == right.exactInt64
        case (.number(let left), .integer(let right)): return left.exactInt64 == right
        case (.unsigned(let left), .number(let right)): return left == right.exactUInt64
        case (.number(let left), .unsigned(let right)): return left.exactUInt64 == right
        case (.array(let first), .array(let second)):
            guard first.count == second.count else { return false }
            if !first.isEmpty { pending.append((left, right)) }
            return true
        case (.object(let first), .object(let second)):
            guard first.count == second.count else { return false }
            if !first.isEmpty { pending.append((left, right)) }
            return true
        default: return false
        }
    }

    /// Compares arrays of the same length.
    private static func isEqual(
        _ left: [JSONValue], _ right: [JSONValue], later pending: inout [(JSONValue, JSONValue)]
    ) -> Bool {
        let isShared = left.withUnsafeBufferPointer { left in
            right.withUnsafeBufferPointer { left.baseAddress == $0.baseAddress }
        }
        if isShared { return true }
        for place in left.indices {
            guard isEqual(left[place], right[place], later: &pending) else { return false }
        }
        return true
    }

    /// Compares objects with the same number of keys.
    private static func isEqual(
        _ left: JSONObject, _ right: JSONObject, later pending: inout [(JSONValue, JSONValue)]
    ) -> Bool {
        for place in left.entries.indices {
            let key = left.entries[place].key
            // Mostly the order is the same, too.
            let isInPlace = right.entries[place].key.hasSameBytes(as: key)
            guard let other = isInPlace ? place : right.position(of: key),
                isEqual(left.entries[place].value, right.entries[other].value, later: &pending)
            else { return false }
        }
        return true
    }
}

extension JSONObject: Equatable {
    /// Whether both hold the same values under the same keys. The order of the keys does not count.
    public static func == (left: JSONObject, right: JSONObject) -> Bool {
        JSONValue.object(left) == JSONValue.object(right)
    }
}
