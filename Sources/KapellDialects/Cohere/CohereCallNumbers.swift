import KapellCore
import KapellJSON

/// The calls of a stream. Their numbers on the wire may be missing, come twice or leave gaps; here they count from 0.
struct CohereCallNumbers {
    private var ids: [String] = []
    private var numbers: [Int: Int] = [:]
    private var hasArguments: [Bool] = []

    var isEmpty: Bool { ids.isEmpty }

    mutating func start(_ call: JSONValue, wire: Int?, salt: String) throws(KapellError) -> ModelEvent {
        let id = call["id"]?.stringValue ?? ""
        let function = call["function"]
        let fragment = function?["arguments"]?.stringValue ?? ""
        if !id.isEmpty, let known = ids.firstIndex(of: id) {
            if let wire { numbers[wire] = known }
            if !fragment.isEmpty { hasArguments[known] = true }
            return .toolArguments(index: known, id: nil, name: nil, fragment: fragment)
        }
        guard ids.count < DialectLimits.toolCalls else {
            throw KapellError(.tooLarge, "The provider's answer calls more than \(ids.count) tools.")
        }
        let number = ids.count
        let name = function?["name"]?.stringValue ?? ""
        ids.append(id.isEmpty ? CallLedger.id(number, name, salt: salt) : id)
        hasArguments.append(!fragment.isEmpty)
        if let wire { numbers[wire] = number }
        return .toolArguments(index: number, id: ids[number], name: name, fragment: fragment)
    }

    /// A further piece: of the call with the number `wire`, else of the last one.
    mutating func more(_ call: JSONValue, wire: Int?, salt: String) throws(KapellError) -> ModelEvent? {
        guard let number = wire.flatMap({ numbers[$0] }) ?? ids.indices.last else {
            return try start(call, wire: wire, salt: salt)
        }
        guard let fragment = call["function"]?["arguments"]?.stringValue, !fragment.isEmpty else { return nil }
        hasArguments[number] = true
        return .toolArguments(index: number, id: nil, name: nil, fragment: fragment)
    }

    /// What gives calls without arguments empty ones.
    func withoutArguments() -> [ModelEvent] {
        hasArguments.indices.filter { !hasArguments[$0] }.map {
            .toolArguments(index: $0, id: nil, name: nil, fragment: "{}")
        }
    }
}
