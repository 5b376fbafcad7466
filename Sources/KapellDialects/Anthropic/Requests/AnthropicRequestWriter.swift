import KapellCore
import KapellJSON

/// Writes a provider's request with Anthropic's body, without the fields that Anthropic and Bedrock have each their own
/// way for: the model, and whether the answer is streamed.
struct AnthropicRequestWriter {
    var dialect: DialectName
    var losses: [DialectLoss] = []

    init(dialect: DialectName) { self.dialect = dialect }

    mutating func body(of request: DialectRequest) throws(KapellError) -> JSONObject {
        let unknown = try request.unknownFields(in: dialect)
        losses += unknown.losses
        let isOwn = request.dialect == dialect
        let model = ClaudeModel(request.model)
        var tools = try AnthropicToolWriter.tools(of: request, isOwn: isOwn, losses: &losses)

        var body: JSONObject = ["max_tokens": 0]
        let writer = AnthropicBlockWriter(
            takesSystemTurns: model.takesSystemTurns || isOwn && Self.hasSystemTurns(request.body))
        var conversation = try WireConversation(request.request.messages, writer: writer)
        conversation.applyCachePlan(tools: &tools)
        losses += conversation.losses
        if !conversation.system.isEmpty {
            body["system"] = .array(conversation.system.map(AnthropicBlockWriter.value))
        }
        body["messages"] = .array(conversation.turns.map(Self.message))
        let all = OwnTools.placed(unknown.kept, among: tools.map(AnthropicBlockWriter.value))
        if !all.isEmpty {
            body["tools"] = .array(all)
            let isCompleted = request.request.tools.isEmpty && !isOwn
            body["tool_choice"] = AnthropicToolWriter.choice(of: request.request, isCompleted: isCompleted)
        }
        writeOutput(request, model, isOwn: isOwn, into: &body)
        writeSampling(request.request, model, isOwn: isOwn, into: &body)
        for (key, value) in unknown.kept where key != "output_config" && !OwnTools.isOne(key) { body[key] = value }
        return body
    }

    private static func hasSystemTurns(_ body: JSONObject) -> Bool {
        body["messages"]?.arrayValue?.contains { $0["role"]?.stringValue == "system" } == true
    }

    private static func message(_ turn: WireTurn) -> JSONValue {
        let blocks = turn.all
        // A single text stands without its block, as most clients write it.
        if blocks.count == 1, blocks[0].mark == nil, blocks[0].object["type"]?.stringValue == "text",
            let text = blocks[0].object["text"]
        {
            return ["role": .string(turn.role.rawValue), "content": text]
        }
        return [
            "role": .string(turn.role.rawValue), "content": .array(blocks.map(AnthropicBlockWriter.value)),
        ]
    }

    // MARK: Length, thinking, form

    private mutating func writeOutput(
        _ request: DialectRequest, _ model: ClaudeModel, isOwn: Bool, into body: inout JSONObject
    ) {
        var output = isOwn ? request.unknown["output_config"]?.objectValue ?? [:] : [:]
        var limit = request.request.maximumResponseTokens ?? model.defaultMaximumTokens
        let reading = AnthropicThinking.Reading(request.body)
        if isOwn, reading.level == request.request.reasoning {
            body["thinking"] = request.body["thinking"]
            output["effort"] = request.body["output_config"]?["effort"]
        } else if let level = request.request.reasoning, level != .custom("none") {
            let plan = AnthropicThinking.Plan(level, request.request, model)
            losses += plan.losses
            limit += plan.extraTokens
            if let thinking = plan.thinking { body["thinking"] = .object(thinking) }
            if let effort = plan.effort { output["effort"] = .string(effort) }
        }
        if let schema = request.request.responseSchema {
            let (strict, loose) = isOwn ? (schema.schema, []) : AnthropicSchema.strict(schema.schema)
            losses += loose.map { DialectLoss(.approximated, "response_format.\($0)") }
            output["format"] = ["type": "json_schema", "schema": strict]
        }
        body["max_tokens"] = .integer(Int64(limit))
        if !output.isEmpty { body["output_config"] = .object(output) }
    }

    // MARK: Sampling

    private mutating func writeSampling(
        _ request: ModelRequest, _ model: ClaudeModel, isOwn: Bool, into body: inout JSONObject
    ) {
        let stop = request.stop.filter { text in text.contains { !$0.isWhitespace } }
        if stop.count < request.stop.count { losses.append(DialectLoss(.dropped, "stop")) }
        if !stop.isEmpty { body["stop_sequences"] = .array(stop.map { .string($0) }) }

        losses += request.sampling.lossesWithoutSeedAndPenalties
        let thinks = body["thinking"]?["type"]?.stringValue == "enabled"
        let values = ClaudeSampling(request.sampling, model, isOwn: isOwn, thinks: thinks)
        losses += values.losses
        if let temperature = values.temperature { body["temperature"] = .number(temperature) }
        if let topP = values.topP { body["top_p"] = .number(topP) }
        if let topK = values.topK { body["top_k"] = .integer(Int64(topK)) }
    }
}
