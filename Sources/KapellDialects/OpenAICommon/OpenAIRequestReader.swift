import KapellCore
import KapellJSON

/// What the requests of OpenAI's two APIs have in common.
protocol OpenAIRequestReader {
    var body: JSONObject { get }
    var losses: [DialectLoss] { get set }
    /// Fields that the hub does not hold.
    var unknown: JSONObject { get set }
}

extension OpenAIRequestReader {
    /// Temperature and `top_p`. What the client did not send is left to the model.
    func commonSampling() throws(KapellError) -> SamplingOptions {
        var sampling = SamplingOptions(temperature: 1)
        sampling.leftToModel = .all
        sampling.take(temperature: try body.number("temperature", in: 0...2))
        sampling.take(topP: try body.number("top_p", in: 0...1))
        return sampling
    }

    /// The form of an answer: `{"type", …}`.
    ///
    /// - Parameter schemaKey: where the schema's fields stand; `nil` for beside the type.
    mutating func readFormat(
        _ format: JSONValue, at path: String, schemaKey: String?, into request: inout ModelRequest
    ) throws(KapellError) {
        switch format["type"]?.stringValue {
        case "text": return
        case "json_object": unknown.append(path, format)
        case "json_schema":
            let place = schemaKey.map { "\(path).\($0)" } ?? path
            guard let fields = (schemaKey.map { format[$0] } ?? format)?.objectValue else {
                throw KapellError(.invalidRequest, "`\(place)` must be an object.")
            }
            request.responseSchema = try OpenAITools.responseSchema(fields, at: place)
            if let text = fields["description"]?.stringValue, !text.isEmpty {
                losses.append(DialectLoss(.dropped, "\(place).description"))
            }
        default:
            throw KapellError(.invalidRequest, "`\(path).type` must be \"text\", \"json_object\" or \"json_schema\".")
        }
    }

    /// How much the model should think, in one word.
    mutating func readEffort(
        _ value: JSONValue?, at path: String, into request: inout ModelRequest
    ) throws(KapellError) {
        guard let value, !value.isNull else { return }
        guard let word = value.stringValue else {
            throw KapellError(.invalidRequest, "`\(path)` must be a text.", remedy: "Such as \"medium\".")
        }
        request.reasoning = OpenAIReasoning.level(of: word)
        if OpenAIReasoning.isApproximate(word) { losses.append(DialectLoss(.approximated, path)) }
    }

    /// A choice of the tool `name`, which `path` says.
    func choose(_ name: JSONValue?, at path: String, into request: inout ModelRequest) throws(KapellError) {
        guard let name = name?.stringValue, !name.isEmpty else {
            throw KapellError(.invalidRequest, "`\(path)` must be a text.")
        }
        guard request.tools.contains(where: { $0.name == name }) else {
            throw KapellError(.invalidRequest, "`\(path)` names no tool of `tools`: \(name.prefix(64)).")
        }
        request.toolChoice = .tool(name)
    }

    /// A choice among the tools `names` alone; the others are left out.
    mutating func choose(
        among names: [String], mode: JSONValue?, into request: inout ModelRequest
    ) throws(KapellError) {
        request.toolChoice = try OpenAITools.choice(mode?.stringValue ?? "auto")
        request.tools.removeAll { !names.contains($0.name) }
        losses.append(DialectLoss(.approximated, "tool_choice"))
    }

    /// What was read, as a request.
    func result(
        _ request: ModelRequest, dialect: DialectName, model: String, streams: Bool, to target: DialectTarget
    ) -> DialectRequest {
        var result = DialectRequest(dialect: dialect, model: model, streams: streams, request: request, body: body)
        result.headers = target.headers
        result.unknown = unknown
        result.losses = losses
        return result
    }
}
