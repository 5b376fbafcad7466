/// The ids of tool calls in a request, in characters that a provider takes, each of them once.
///
/// Ids come from any provider: some hold characters that another refuses, some come anew in each turn, some are missing.
package struct ToolCallIDs {
    private let limit: Int
    private let extra: Set<UInt8>
    private var used: Set<String> = []
    /// The names under which an id is written: those of calls that wait for a result, in order.
    private var waiting: [String: [String]] = [:]
    private var last: [String: String] = [:]

    package init(limit: Int, extra: String) {
        self.limit = max(limit, 16)
        self.extra = Set(extra.utf8)
    }

    /// The id to write for a call with the id `id`.
    package mutating func asked(_ id: String) -> String {
        let clean = cleaned(id)
        var name = clean
        var number = 2
        while !used.insert(name).inserted {
            let suffix = "_\(number)"
            name = clean.prefix(limit - suffix.utf8.count) + suffix
            number += 1
        }
        waiting[id, default: []].append(name)
        last[id] = name
        return name
    }

    /// The id to write for the result of the call with the id `id`: that of the first one that has no result yet.
    package mutating func answered(_ id: String) -> String {
        if var names = waiting[id], !names.isEmpty {
            let name = names.removeFirst()
            waiting[id] = names
            return name
        }
        return last[id] ?? cleaned(id)
    }

    private func cleaned(_ id: String) -> String {
        guard !id.isEmpty else { return "call" }
        let bytes = id.utf8.prefix(limit).map { byte in isAllowed(byte) ? byte : UInt8(ascii: "_") }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: extra.contains(byte)
        }
    }
}
