import KapellJSON

/// What a provider on every wire answers that embeds, ranks and draws: for tests of what is no chat.
///
/// The vector of a text is the number in it, and 1: `[7, 1]` for `t7`. Documents are ranked by the number in them, the
/// score is a hundredth of it. Each text counts as three tokens.
public enum ServiceBodies {
    /// The answer to a request; 404 for a path that is not known.
    public static func reply(_ request: ReceivedRequest) -> FaultReply {
        let body = request.json ?? .null
        let path = String(request.target.prefix { $0 != "?" })
        if path.hasSuffix("/rerank") || body["query"] != nil { return ranking(body, path) }
        if path.contains("/images/") { return images(request, body) }
        guard let answer = vectors(body, path) else {
            return .json(404, (["error": ["message": "no such path"]] as JSONObject).bytes)
        }
        return FaultReply([
            .whole(
                status: 200, headers: [("content-type", "application/json"), ("x-request-id", "req_7")],
                body: answer.bytes)
        ])
    }

    private static func number(_ text: String?) -> Double { text.flatMap { Double($0.filter(\.isNumber)) } ?? 0 }

    private static func vector(_ text: String?) -> JSONValue { [.number(number(text)), 1] }

    private static func vectors(_ body: JSONValue, _ path: String) -> JSONObject? {
        func all(_ texts: JSONValue?) -> [JSONValue] {
            (texts?.arrayValue ?? texts.map { [$0] } ?? []).map { vector($0.stringValue) }
        }
        func tokens(_ list: [JSONValue]) -> JSONValue { JSONValue(3 * list.count) }
        if path.hasSuffix("/embeddings"), !path.hasPrefix("/api") {
            let list = all(body["input"])
            // The order of the list is not that of the texts: their numbers are.
            let data = list.enumerated().reversed().map { place, vector -> JSONValue in
                ["object": "embedding", "index": JSONValue(place), "embedding": vector]
            }
            return [
                "object": "list", "data": .array(data), "model": body["model"] ?? "",
                "usage": ["prompt_tokens": tokens(list), "total_tokens": tokens(list)],
            ]
        }
        if path.hasSuffix("/v2/embed") || path.hasSuffix("/invoke") && body["texts"] != nil {
            let list = all(body["texts"])
            return [
                "id": "e1", "embeddings": ["float": .array(list)],
                "meta": ["billed_units": ["input_tokens": tokens(list)]],
            ]
        }
        if path.hasSuffix("/invoke") {
            return ["embedding": vector(body["inputText"]?.stringValue), "inputTextTokenCount": 3]
        }
        if path.hasSuffix("/api/embed") {
            let list = all(body["input"])
            return ["model": body["model"] ?? "", "embeddings": .array(list), "prompt_eval_count": tokens(list)]
        }
        if path.hasSuffix(":batchEmbedContents") {
            let list = (body["requests"]?.arrayValue ?? []).map { one -> JSONValue in
                ["values": vector(one["content"]?["parts"]?[0]?["text"]?.stringValue)]
            }
            return ["embeddings": .array(list), "usageMetadata": ["promptTokenCount": tokens(list)]]
        }
        guard path.hasSuffix(":embedContent") else { return nil }
        return ["embedding": ["values": vector(body["content"]?["parts"]?[0]?["text"]?.stringValue)]]
    }

    private static func ranking(_ body: JSONValue, _ path: String) -> FaultReply {
        let texts = (body["texts"] ?? body["documents"])?.arrayValue ?? []
        func results(_ score: String) -> [JSONValue] {
            texts.enumerated().map { place, text in
                ["index": JSONValue(place), score: .number(number(text.stringValue) / 100)]
            }
        }
        if body["texts"] != nil { return .json(200, JSONValue.array(results("score")).serializedBytes()) }
        var answer: JSONObject = ["id": "r1", "results": .array(results("relevance_score"))]
        if path.hasSuffix("/v2/rerank") { answer["meta"] = ["billed_units": ["search_units": 1]] }
        if path.hasSuffix("/v1/rerank") { answer["usage"] = ["total_tokens": JSONValue(3 * texts.count)] }
        return .json(200, answer.bytes)
    }

    private static func images(_ request: ReceivedRequest, _ body: JSONValue) -> FaultReply {
        let usage: JSONValue = [
            "input_tokens": 50, "output_tokens": 272, "total_tokens": 322,
            "input_tokens_details": ["text_tokens": 10, "image_tokens": 40],
        ]
        guard request.streams else {
            return .json(200, (["created": 1, "data": [["b64_json": "aGk="]], "usage": usage] as JSONObject).bytes)
        }
        func event(_ type: String, _ more: JSONObject) -> FaultReply.Step {
            var object: JSONObject = ["type": .string("image_generation.\(type)"), "b64_json": "aGk="]
            object.merge(more)
            let text = JSONValue.object(object).serialized()
            return .chunk(Array("event: image_generation.\(type)\ndata: \(text)\n\n".utf8))
        }
        let partial = event("partial_image", ["partial_image_index": 0])
        let head = FaultDialect.openAIChat.streamHead
        if body["prompt"] == "cut" { return FaultReply([head, partial, .end]) }
        return FaultReply([head, partial, event("completed", ["usage": usage]), .end])
    }
}
