import KapellCore
import KapellJSON

/// Writes a provider's request of Converse and ConverseStream.
struct ConverseRequestWriter {
    var losses: [DialectLoss] = []

    mutating func body(of request: DialectRequest) throws(KapellError) -> JSONObject {
        let unknown = try request.unknownFields(in: .bedrockConverse)
        losses += unknown.losses
        let isOwn = request.dialect == .bedrockConverse
        let model = ClaudeModel(request.model)
        var tools = try toolBlocks(of: request)
        var body: JSONObject = [:]
        let isAware = isOwn && request.request.messages.drop { $0.role == .system }.contains { $0.role == .system }
        let writer = BedrockBlockWriter(takesSystemTurns: model.takesSystemTurns || isAware)
        var conversation = try WireConversation(withMarks(request, model), writer: writer)
        conversation.applyCachePlan(tools: &tools)
        losses += conversation.losses
        var names = ConverseDocumentNames()
        body["messages"] = .array(
            conversation.turns.map { turn in
                [
                    "role": .string(turn.role.rawValue),
                    "content": BedrockBlockWriter.values(turn.all.map { names.named($0) }),
                ]
            })
        if !conversation.system.isEmpty { body["system"] = BedrockBlockWriter.values(conversation.system) }
        var more: JSONObject = [:]
        writeInference(request, model, &more, into: &body)
        writeTools(tools, request, unknown.kept, into: &body)
        writeOutput(request, model, isOwn: isOwn, &more, into: &body)
        merge(unknown.kept, &more, into: &body)
        if !more.isEmpty { body["additionalModelRequestFields"] = .object(more) }
        return body
    }

    /// Models that cache nothing refuse a request with marks.
    private mutating func withMarks(_ request: DialectRequest, _ model: ClaudeModel) -> [ModelMessage] {
        var messages = request.request.messages
        guard !model.isClaude, !request.model.contains("nova"), request.dialect != .bedrockConverse else {
            return messages
        }
        for index in messages.indices where messages[index].cacheMark != nil {
            messages[index].cacheMark = nil
            losses.append(DialectLoss(.dropped, "messages[\(index)].cache_control"))
        }
        return messages
    }

    // MARK: Tools

    private mutating func toolBlocks(of request: DialectRequest) throws(KapellError) -> [WireBlock] {
        var blocks: [WireBlock] = []
        let isOwn = request.dialect == .bedrockConverse
        let takesMarks = ClaudeModel(request.model).isClaude || isOwn
        for (index, tool) in AnthropicToolWriter.completed(request, isOwn: isOwn, losses: &losses).enumerated() {
            var spec: JSONObject = ["name": .string(tool.name)]
            if !tool.description.isEmpty { spec["description"] = .string(tool.description) }
            let schema = try AnthropicToolWriter.schema(of: tool, isOwn: isOwn, at: "tools[\(index)]", &losses)
            spec["inputSchema"] = ["json": .object(schema)]
            if let isStrict = tool.isStrict { spec["strict"] = .bool(isStrict) }
            var block = WireBlock(object: ["toolSpec": .object(spec)], field: "tools[\(index)]")
            block.mark = takesMarks ? tool.cacheMark : nil
            if !takesMarks, tool.cacheMark != nil {
                losses.append(DialectLoss(.dropped, "\(block.field).cache_control"))
            }
            blocks.append(block)
        }
        return blocks
    }

    private mutating func writeTools(
        _ tools: [WireBlock], _ request: DialectRequest, _ kept: JSONObject, into body: inout JSONObject
    ) {
        let own = OwnTools.placed(kept, among: [])
        guard !tools.isEmpty || !own.isEmpty else { return }
        var config: JSONObject = ["tools": .array((BedrockBlockWriter.values(tools).arrayValue ?? []) + own)]
        if request.request.allowsParallelToolCalls == false {
            losses.append(DialectLoss(.dropped, "parallel_tool_calls"))
        }
        switch request.request.toolChoice {
        case .auto: break
        case .required: config["toolChoice"] = ["any": [:]]
        case .tool(let name): config["toolChoice"] = ["tool": ["name": .string(name)]]
        case .none:
            // The wire has no word for it. Tools that no message speaks of can be left out.
            if request.request.messages.allSatisfy({ $0.role != .tool && $0.toolCalls.isEmpty }), own.isEmpty { return }
            losses.append(DialectLoss(.approximated, "tool_choice"))
        }
        body["toolConfig"] = .object(config)
    }

    // MARK: Length, sampling

    private mutating func writeInference(
        _ request: DialectRequest, _ model: ClaudeModel, _ more: inout JSONObject, into body: inout JSONObject
    ) {
        var inference: JSONObject = [:]
        if let limit = request.request.maximumResponseTokens {
            if limit < 1 { losses.append(DialectLoss(.approximated, "max_tokens")) }
            inference["maxTokens"] = .integer(Int64(max(limit, 1)))
        }
        let isOwn = request.dialect == .bedrockConverse
        let values = ClaudeSampling(request.request.sampling, model, isOwn: isOwn)
        losses += values.losses + request.request.sampling.lossesWithoutSeedAndPenalties
        if let temperature = values.temperature { inference["temperature"] = .number(temperature) }
        if let topP = values.topP { inference["topP"] = .number(topP) }
        if let topK = values.topK {
            if model.isClaude || isOwn {
                more["top_k"] = .integer(Int64(topK))
            } else {
                losses.append(DialectLoss(.dropped, "top_k"))
            }
        }
        let stop = request.request.stop.filter { !$0.isEmpty }
        if !stop.isEmpty { inference["stopSequences"] = .array(stop.map { .string($0) }) }
        if !inference.isEmpty { body["inferenceConfig"] = .object(inference) }
    }

    // MARK: Form, thinking

    private mutating func writeOutput(
        _ request: DialectRequest, _ model: ClaudeModel, isOwn: Bool, _ more: inout JSONObject,
        into body: inout JSONObject
    ) {
        var output: JSONObject = [:]
        if let schema = request.request.responseSchema {
            let (strict, loose) = isOwn ? (schema.schema, []) : AnthropicSchema.strict(schema.schema)
            losses += loose.map { DialectLoss(.approximated, "response_format.\($0)") }
            let definition: JSONObject = ["schema": .string(strict.serialized()), "name": .string(schema.name)]
            output["textFormat"] = ["type": "json_schema", "structure": ["jsonSchema": .object(definition)]]
        }
        let before = request.body["additionalModelRequestFields"]?["thinking"]
        let effort = request.body["outputConfig"]?["effort"]
        if isOwn, AnthropicThinking.Reading(thinking: before, effort: effort).level == request.request.reasoning {
            more["thinking"] = before
            output["effort"] = effort
        } else if let level = request.request.reasoning, level != .custom("none") {
            writeThinking(level, request.request, model, &more, &output, into: &body)
        }
        if !output.isEmpty { body["outputConfig"] = .object(output) }
    }

    private mutating func writeThinking(
        _ level: ReasoningLevel, _ request: ModelRequest, _ model: ClaudeModel, _ more: inout JSONObject,
        _ output: inout JSONObject, into body: inout JSONObject
    ) {
        guard model.isClaude else {
            if let effort = AnthropicThinking.effort(level) {
                output["effort"] = .string(effort.word)
                if !effort.isExact { losses.append(DialectLoss(.approximated, "reasoning")) }
            } else {
                losses.append(DialectLoss(.dropped, "reasoning"))
            }
            return
        }
        let plan = AnthropicThinking.Plan(level, request, model)
        losses += plan.losses
        if let effort = plan.effort { output["effort"] = .string(effort) }
        guard let thinking = plan.thinking else { return }
        more["thinking"] = .object(thinking)
        if plan.extraTokens > 0 {
            var inference = body["inferenceConfig"]?.objectValue ?? [:]
            inference["maxTokens"] = .integer(Int64(model.defaultMaximumTokens + plan.extraTokens))
            body["inferenceConfig"] = .object(inference)
        }
        // A model that thinks within a budget takes no temperature.
        if thinking["budget_tokens"] != nil, var inference = body["inferenceConfig"]?.objectValue {
            if inference.removeValue(forKey: "temperature") != nil {
                losses.append(DialectLoss(.dropped, "temperature"))
            }
            if more.removeValue(forKey: "top_k") != nil { losses.append(DialectLoss(.dropped, "top_k")) }
            body["inferenceConfig"] = .object(inference)
        }
    }

    private func merge(_ kept: JSONObject, _ more: inout JSONObject, into body: inout JSONObject) {
        for (key, value) in kept where !OwnTools.isOne(key) {
            switch key {
            case "additionalModelRequestFields": more.merge(value.objectValue ?? [:])
            case "inferenceConfig", "outputConfig":
                var object = body[key]?.objectValue ?? [:]
                object.merge(value.objectValue ?? [:])
                body[key] = .object(object)
            default: body[key] = value
            }
        }
    }
}
