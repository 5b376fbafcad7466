import KapellJSON

extension JSONValue {
    /// About how many bytes the value has when it is written. Stops to count beyond `limit`.
    func roughBytes(limit: Int) -> Int {
        switch self {
        case .null, .bool: return 5
        case .integer, .unsigned, .number: return 8
        case .string(let text): return text.utf8.count &+ 2
        case .array, .object: break
        }
        var bytes = 0
        var open: [JSONValue] = [self]
        while let value = open.popLast(), bytes <= limit {
            switch value {
            case .null, .bool: bytes &+= 5
            case .integer, .unsigned, .number: bytes &+= 8
            case .string(let text): bytes &+= text.utf8.count &+ 2
            case .array(let values):
                bytes &+= 2 &+ values.count
                if bytes <= limit { open += values }
            case .object(let object):
                bytes &+= 2
                for (key, value) in object {
                    bytes &+= key.utf8.count &+ 4
                    open.append(value)
                }
            }
        }
        return bytes
    }
}
