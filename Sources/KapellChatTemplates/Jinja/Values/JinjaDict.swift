/// A mapping that keeps the order of its keys. A key is a text, a number, a boolean, none or a tuple of these.
final class JinjaDict {
    private static let linearLimit = 12

    private(set) var keys: [JinjaValue] = []
    private(set) var values: [JinjaValue] = []
    var depth = 1
    private var index: [Key: Int] = [:]

    /// A key as it is compared: texts by their bytes, numbers by their value.
    private struct Key: Hashable {
        let bytes: [UInt8]

        init?(_ value: JinjaValue) {
            switch value {
            case .string(let text), .markup(let text): bytes = [0] + Array(text.utf8)
            case .none: bytes = [1]
            case .bool, .int, .float:
                guard let number = JinjaNumber(value) else { return nil }
                bytes = [2] + Array(number.key.utf8)
            case .list(let list) where list.kind == .tuple:
                var bytes: [UInt8] = [3]
                for item in list.items {
                    guard let key = Key(item) else { return nil }
                    bytes += Array(String(key.bytes.count).utf8) + [58] + key.bytes
                }
                self.bytes = bytes
            default: return nil
            }
        }
    }

    var count: Int { keys.count }

    subscript(_ key: String) -> JinjaValue? { position(of: key).map { values[$0] } }

    subscript(_ key: JinjaValue) -> JinjaValue? { position(of: key).map { values[$0] } }

    /// - Returns: false where the key cannot be one.
    func set(_ key: JinjaValue, to value: JinjaValue) -> Bool {
        if let found = position(of: key) {
            values[found] = value
            return true
        }
        if key.stringValue == nil, Key(key) == nil { return false }
        append(key, value)
        return true
    }

    /// Adds a key that is not there yet.
    func append(_ key: JinjaValue, _ value: JinjaValue) {
        keys.append(key)
        values.append(value)
        if keys.count == Self.linearLimit + 1 {
            rebuild()
        } else if keys.count > Self.linearLimit, let key = Key(key) {
            index[key] = keys.count - 1
        }
    }

    @discardableResult
    func remove(_ key: JinjaValue) -> JinjaValue? {
        guard let found = position(of: key) else { return nil }
        keys.remove(at: found)
        defer { rebuild() }
        return values.remove(at: found)
    }

    func removeAll() {
        keys = []
        values = []
        index = [:]
    }

    private func rebuild() {
        index = [:]
        guard keys.count > Self.linearLimit else { return }
        for (position, key) in keys.enumerated() {
            if let key = Key(key) { index[key] = position }
        }
    }

    private func position(of key: String) -> Int? {
        if keys.count > Self.linearLimit { return Key(.string(key)).flatMap { index[$0] } }
        return keys.firstIndex {
            switch $0 {
            case .string(let text), .markup(let text): JinjaText.areSame(text, key)
            default: false
            }
        }
    }

    private func position(of key: JinjaValue) -> Int? {
        if let text = key.stringValue { return position(of: text) }
        guard let key = Key(key) else { return nil }
        if keys.count > Self.linearLimit { return index[key] }
        return keys.firstIndex { Key($0) == key }
    }
}
