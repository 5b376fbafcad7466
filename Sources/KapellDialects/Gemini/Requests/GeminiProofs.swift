import KapellCore
import KapellJSON

/// Puts the proofs of calls into a body that goes on as it came, where a client dropped them.
enum GeminiProofs {
    /// - Parameter calls: all calls of the conversation, in their order.
    /// - Returns: how many contents got something back.
    static func put(_ calls: [ModelToolCall], into body: inout JSONObject) -> Int {
        guard var contents = body["contents"]?.arrayValue else { return 0 }
        var rest = calls[...]
        var restored = 0
        for place in contents.indices where contents[place]["role"]?.stringValue == "model" {
            guard var content = contents[place].objectValue, var parts = content["parts"]?.arrayValue else { continue }
            var isChanged = false
            for at in parts.indices {
                guard var part = parts[at].objectValue, part["functionCall"]?.objectValue != nil else { continue }
                // Each part with a call is one call of the hub's: anything else is not touched.
                guard let call = rest.popFirst(), part["functionCall"]?["name"]?.stringValue == call.name else {
                    return 0
                }
                guard let proof = call.signature, part["thoughtSignature"] == nil else { continue }
                part["thoughtSignature"] = .string(proof)
                parts[at] = .object(part)
                isChanged = true
            }
            content["parts"] = .array(parts)
            contents[place] = .object(content)
            if isChanged { restored += 1 }
        }
        if restored > 0 { body["contents"] = .array(contents) }
        return restored
    }
}
