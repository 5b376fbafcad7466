package import KapellCore
package import KapellJSON

/// Writes a stream of chat completion chunks.
///
/// What all chunks have in common is kept as bytes, so that a piece of text costs little more than its own length.
package struct ChatEventEncoder: DialectEventEncoder {
    let answer: DialectAnswer
    /// Up to the choices.
    let head: [UInt8]
    /// Of the choice, up to its delta.
    let opening: [UInt8]
    /// From the end of a delta that does not end the choice.
    let tail: [UInt8]
    private var hasBegun = false
    /// The calls, by their indices in the hub.
    var calls: [Int: OpenCall] = [:]
    /// The call that is being written.
    var current: Int?
    /// Calls that wait for their turn.
    var waiting: [Int] = []
    var announced = 0
    private var usage = ModelUsage()
    private var reason: FinishReason?
    /// Of the next piece of text.
    private var likelihoods: [UInt8]?

    /// - Parameter choice: the number of the choice, where an answer has several.
    package init(_ answer: DialectAnswer, choice: Int = 0) {
        self.answer = answer
        opening = [UInt8]("{\"index\":\(choice),\"delta\":".utf8)
        head = Self.head(answer)
        tail = Self.end(answer)
    }

    private static func head(_ answer: DialectAnswer) -> [UInt8] {
        var head = [UInt8]("data: {\"id\":".utf8)
        head.append(json: ChatResponseWriter.id(of: answer))
        head.append(",\"object\":\"chat.completion.chunk\",\"created\":")
        JSONValue.integer(answer.created).serialize(into: &head)
        head.append(",\"model\":")
        head.append(json: answer.model)
        head.append(",\"system_fingerprint\":null,\"choices\":[")
        return head
    }

    /// While the usage is to come, it is null.
    private static func end(_ answer: DialectAnswer) -> [UInt8] {
        [UInt8]((answer.includesUsage ? "],\"usage\":null}\n\n" : "]}\n\n").utf8)
    }

    /// An event with what is known of its tokens: the choice's `logprobs`.
    package mutating func encode(_ event: ModelEvent, likelihoods: JSONValue) -> [UInt8] {
        self.likelihoods = likelihoods.serializedBytes()
        defer { self.likelihoods = nil }
        return encode(event)
    }

    package mutating func encode(_ event: ModelEvent) -> [UInt8] {
        var bytes: [UInt8] = []
        switch event {
        case .text(let piece): if !piece.isEmpty { write(piece, as: "content", into: &bytes) }
        case .reasoning(let piece): if !piece.isEmpty { write(piece, as: "reasoning_content", into: &bytes) }
        case .signature(let proof, let index?): write(proof, ofCall: index, into: &bytes)
        case .signature(let proof, nil): write(details: proof, into: &bytes)
        case .toolArguments(let index, let id, let name, let fragment):
            write(index, id, name, fragment, into: &bytes)
        case .usage(let total): usage = total
        case .finished(let last): reason = last
        }
        return bytes
    }

    package mutating func finish() -> [UInt8] { end() + Self.closing(answer, usage) }

    /// The end of the choice.
    package mutating func end() -> [UInt8] {
        var bytes: [UInt8] = []
        closeCalls(into: &bytes)
        begin(isText: true, into: &bytes)
        bytes += head
        bytes += opening
        bytes.append("{},\"logprobs\":null,\"finish_reason\":")
        bytes.append(json: ChatFinish.word(of: reason, hasCalls: announced > 0))
        bytes.append("}")
        bytes += tail
        return bytes
    }

    /// The end of an answer, behind all of its choices.
    package static func closing(_ answer: DialectAnswer, _ usage: ModelUsage) -> [UInt8] {
        var bytes: [UInt8] = []
        if answer.includesUsage {
            bytes += head(answer)
            bytes.append("],\"usage\":")
            OpenAIUsage.chat(usage).serialize(into: &bytes)
            bytes.append("}\n\n")
        }
        bytes.append("data: [DONE]\n\n")
        return bytes
    }

    /// Without `[DONE]`: an answer that failed does not look like one that ended.
    package mutating func fail(_ error: KapellError) -> [UInt8] {
        var bytes = [UInt8]("data: ".utf8)
        JSONValue.object(OpenAIErrors.body(error)).serialize(into: &bytes)
        bytes.append("\n\n")
        return bytes
    }

    /// The role, before anything else.
    mutating func begin(isText: Bool, into bytes: inout [UInt8]) {
        guard !hasBegun else { return }
        hasBegun = true
        bytes += head
        bytes += opening
        bytes.append("{\"role\":\"assistant\",\"content\":")
        bytes.append(isText ? "\"\"" : "null")
        bytes.append(",\"refusal\":null},\"logprobs\":null,\"finish_reason\":null}")
        bytes += tail
    }

    /// `reasoning_details`; proofs in other forms have no place here.
    private mutating func write(details proof: String, into bytes: inout [UInt8]) {
        guard let list = ReasoningDetails.list(in: proof) else { return }
        begin(isText: true, into: &bytes)
        bytes += head
        bytes += opening
        bytes.append("{\"reasoning_details\":")
        JSONValue.array(list).serialize(into: &bytes)
        bytes.append("},\"logprobs\":null,\"finish_reason\":null}")
        bytes += tail
    }

    private mutating func write(_ piece: String, as field: StaticString, into bytes: inout [UInt8]) {
        bytes.reserveCapacity(head.count + tail.count + piece.utf8.count + 96)
        begin(isText: true, into: &bytes)
        bytes += head
        bytes += opening
        bytes.append("{\"")
        bytes.append(field)
        bytes.append("\":")
        bytes.append(json: piece)
        if let likelihoods {
            bytes.append("},\"logprobs\":")
            bytes += likelihoods
            bytes.append(",\"finish_reason\":null}")
        } else {
            bytes.append("},\"logprobs\":null,\"finish_reason\":null}")
        }
        bytes += tail
    }
}
