import KapellJSON
import KapellLocal

/// How likely tokens were, as OpenAI's chats say it: a choice's `logprobs`.
enum ChatLikelihoods {
    static func json(_ tokens: [TokenDetail]) -> JSONValue {
        [
            "content": .array(
                tokens.map { token in
                    var object = json(token.text, token.bytes, token.logProbability)
                    object["top_logprobs"] = .array(
                        token.top.map { .object(json($0.text, $0.bytes, $0.logProbability)) })
                    return .object(object)
                }), "refusal": .null,
        ]
    }

    /// OpenAI writes -9999 for what has no likelihood at all.
    private static func json(_ text: String, _ bytes: [UInt8], _ logProbability: Float) -> JSONObject {
        [
            "token": .string(text), "logprob": .number(max(-9_999, Double(logProbability))),
            "bytes": .array(bytes.map { .integer(Int64($0)) }),
        ]
    }
}
