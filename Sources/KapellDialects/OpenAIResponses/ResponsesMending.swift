public import KapellJSON

/// Mends a request that OpenAI refuses since items of its input do not fit together any more: a client dropped some of them,
/// or they come from another provider or account.
///
/// An item that has an id is looked up, and wants those back that were stored with it; without its id it is taken as it
/// stands. Source of the words: answers of OpenAI's API as its users report them.
public enum ResponsesMending {
    /// The body without what was refused, and what was lost with it; `nil` where the refusal has another reason.
    ///
    /// - Parameter message: what the provider said.
    public static func mended(_ body: JSONObject, after message: String) -> (body: JSONObject, losses: [DialectLoss])? {
        guard var list = body["input"]?.arrayValue else { return nil }
        let named = quoted(in: message)
        var losses: [DialectLoss] = []
        var gone: Set<Int> = []
        if message.contains("without its required 'reasoning' item") {
            for turn in ResponsesTurns.split(list) {
                let hasReasoning = list[turn].contains { $0["type"] == "reasoning" }
                for place in turn where ResponsesTurns.isWritten(list[place]) {
                    guard !hasReasoning || list[place]["id"]?.stringValue == named else { continue }
                    if removeID(&list[place]) { losses.append(DialectLoss(.approximated, "input[\(place)].id")) }
                }
            }
        } else if message.contains("without its required following item") {
            gone = places(in: list) { $0["id"]?.stringValue == named }
        } else if message.contains("encrypted content"), message.contains("could not be") {
            gone = places(in: list) { $0["encrypted_content"] != nil }
        } else if let named, message.contains("Item with id"), message.contains("not found") {
            gone = places(in: list) { $0["id"]?.stringValue == named }
            for place in list.indices where list[place]["id"]?.stringValue == named {
                if removeID(&list[place]) { losses.append(DialectLoss(.approximated, "input[\(place)].id")) }
            }
        }
        losses += gone.sorted().map { DialectLoss(.dropped, "input[\($0)]") }
        guard !losses.isEmpty else { return nil }
        list = list.indices.filter { !gone.contains($0) }.map { list[$0] }
        var body = body
        body["input"] = .array(list)
        return (body, losses)
    }

    /// Items of reasoning alone are left out: anything else is a part of what was said.
    private static func places(in list: [JSONValue], _ isOne: (JSONValue) -> Bool) -> Set<Int> {
        Set(list.indices.filter { list[$0]["type"] == "reasoning" && isOne(list[$0]) })
    }

    /// Whether there was one. A reference is nothing without it, and reasoning is not taken without it.
    private static func removeID(_ item: inout JSONValue) -> Bool {
        guard item["type"] != "reasoning", item["type"] != "item_reference", var fields = item.objectValue,
            fields["id"]?.stringValue != nil
        else { return false }
        fields["id"] = nil
        item = .object(fields)
        return true
    }

    /// The first text between single quotes.
    private static func quoted(in message: String) -> String? {
        let parts = message.split(separator: "'", maxSplits: 2, omittingEmptySubsequences: false)
        return parts.count > 2 ? String(parts[1]) : nil
    }
}
