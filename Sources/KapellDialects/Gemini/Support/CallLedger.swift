import KapellCore

/// Which tool calls of a conversation wait for their results, in dialects whose calls need no ids.
struct CallLedger {
    private var open: [(wire: String, id: String, name: String)] = []
    private var names: [String: String] = [:]
    private var count = 0

    /// The id of the next call: the one that it has, or one that is the same whenever the conversation is read.
    mutating func call(id: String?, name: String) -> String {
        let wire = id ?? ""
        let id = wire.isEmpty || names[wire] != nil ? Self.id(count, name) : wire
        count += 1
        names[id] = name
        open.append((wire, id, name))
        return id
    }

    /// The call that a result answers: the one of its id, else the first of its name that waits, else the first that
    /// waits. A result of no call gets an id of its own.
    mutating func result(id: String?, name: String?) -> (id: String, name: String) {
        let id = id ?? ""
        let name = name ?? ""
        let byID = id.isEmpty ? nil : open.firstIndex { $0.wire == id || $0.id == id }
        let byName = name.isEmpty ? nil : open.firstIndex { $0.name == name }
        let place = byID ?? (id.isEmpty ? byName ?? (name.isEmpty ? open.indices.first : nil) : nil)
        if let place {
            let call = open.remove(at: place)
            return (call.id, call.name)
        }
        if !id.isEmpty { return (id, name.isEmpty ? names[id] ?? "" : name) }
        defer { count += 1 }
        return (Self.id(count, name), name)
    }

    /// An id for call number `number` of the tool `name`.
    /// - Parameter salt: what tells one answer from another.
    static func id(_ number: Int, _ name: String, salt: String = "") -> String {
        "call_\(number)_\(StableHash.hex(salt.isEmpty ? name : "\(name)\n\(salt)").prefix(8))"
    }
}
