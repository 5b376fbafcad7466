/// A whole answer, folded from its events.
public struct ModelResponse: Sendable, Hashable {
    public var text = ""
    /// What the model thought, block by block.
    public var reasoningBlocks: [ModelReasoning] = []
    /// The calls, in the order of their indices.
    public var toolCalls: [ModelToolCall] { calls.sorted { $0.index < $1.index }.map(\.call) }
    public var usage = ModelUsage()
    /// `nil` while the answer is still being written.
    public var finishReason: FinishReason?

    private var calls: [IndexedCall] = []

    private struct IndexedCall: Sendable, Hashable {
        var index: Int
        var call: ModelToolCall
    }

    public init() {}

    /// All that the model thought.
    public var reasoning: String { reasoningBlocks.map(\.text).joined() }

    /// The answer as a message of the conversation.
    public var message: ModelMessage { .assistant(text, reasoning: reasoningBlocks, toolCalls: toolCalls) }

    /// Takes one more event in.
    public mutating func apply(_ event: ModelEvent) {
        switch event {
        case .text(let piece): text += piece
        case .reasoning(let piece):
            if let last = reasoningBlocks.indices.last, reasoningBlocks[last].signature == nil {
                reasoningBlocks[last].text += piece
            } else {
                reasoningBlocks.append(ModelReasoning(text: piece))
            }
        case .signature(let proof, nil):
            if let last = reasoningBlocks.indices.last, reasoningBlocks[last].signature == nil {
                reasoningBlocks[last].signature = proof
            } else {
                reasoningBlocks.append(ModelReasoning(text: "", signature: proof))
            }
        case .signature(let proof, let index?): calls[place(of: index)].call.signature = proof
        case .toolArguments(let index, let id, let name, let fragment):
            let place = place(of: index)
            if let id, !id.isEmpty { calls[place].call.id = id }
            if let name, !name.isEmpty { calls[place].call.name = name }
            calls[place].call.arguments += fragment
        case .usage(let total): usage = total
        case .finished(let reason): finishReason = reason
        }
    }

    /// Where the call of `index` is gathered. Pieces of several calls may come in any order.
    private mutating func place(of index: Int) -> Int {
        if let last = calls.indices.last, calls[last].index == index { return last }
        if let found = calls.firstIndex(where: { $0.index == index }) { return found }
        calls.append(IndexedCall(index: index, call: ModelToolCall(id: "", name: "", arguments: "")))
        return calls.count - 1
    }
}
