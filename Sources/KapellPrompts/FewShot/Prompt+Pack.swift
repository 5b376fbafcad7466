import KapellCore
import KapellJSON

extension Prompt {
    /// The input with each list that has a budget of tokens cut to what fits, the best at both edges.
    ///
    /// A list is taken to be the best first.
    func packed(_ input: JSONObject, count: (String) async throws -> Int) async throws -> JSONObject {
        var input = input
        for (name, tokens) in packs.sorted(by: { $0.key < $1.key }) {
            guard let items = input[name]?.arrayValue, !items.isEmpty else { continue }
            var costs: [(item: JSONValue, tokens: Int)] = []
            for item in items { costs.append((item, try await count(item.stringValue ?? item.serialized()))) }
            input[name] = .array(ContextPacker(tokens: tokens).pack(costs, cost: \.tokens).map(\.item))
        }
        return input
    }
}
