import KapellCore
import KapellJSON

/// Puts proofs into a body that goes on as it came: those that the hub's messages have and the body has not, since a
/// client dropped them. What a client sent stays as it is.
enum RestoredProofs {
    /// - Parameter messages: the hub's, one for each message of the body.
    /// - Returns: how many messages got something back.
    static func put(_ messages: [ModelMessage], into body: inout JSONObject) -> Int {
        guard var list = body["messages"]?.arrayValue, list.count == messages.count else { return 0 }
        var restored = 0
        for (place, message) in messages.enumerated() where message.role == .assistant {
            guard var fields = list[place].objectValue, put(message, into: &fields) else { continue }
            list[place] = .object(fields)
            restored += 1
        }
        if restored > 0 { body["messages"] = .array(list) }
        return restored
    }

    private static func put(_ message: ModelMessage, into fields: inout JSONObject) -> Bool {
        var isChanged = false
        if !message.reasoning.isEmpty, fields["reasoning_details"]?.arrayValue?.isEmpty ?? true {
            let details = ReasoningDetails.list(in: message.reasoning)
            isChanged = !details.isEmpty
            if isChanged { fields["reasoning_details"] = .array(details) }
        }
        guard message.toolCalls.contains(where: { $0.signature != nil }), var calls = fields["tool_calls"]?.arrayValue
        else { return isChanged }
        for place in calls.indices {
            guard var call = calls[place].objectValue, call["extra_content"]?["google"]?["thought_signature"] == nil,
                let id = call["id"]?.stringValue,
                let proof = message.toolCalls.first(where: { $0.id == id })?.signature
            else { continue }
            var extra = call["extra_content"]?.objectValue ?? [:]
            var google = extra["google"]?.objectValue ?? [:]
            google["thought_signature"] = .string(proof)
            extra["google"] = .object(google)
            call["extra_content"] = .object(extra)
            calls[place] = .object(call)
            isChanged = true
        }
        if isChanged { fields["tool_calls"] = .array(calls) }
        return isChanged
    }
}
