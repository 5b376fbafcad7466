extension Transcript {
    /// One step of a session.
    public enum Entry: Sendable, Identifiable, Equatable {
        /// What the developer told the model.
        case instructions(Instructions)
        /// What was asked.
        case prompt(Prompt)
        /// What the model thought.
        case reasoning(Reasoning)
        /// The tools that the model called, in one step.
        case toolCalls(ToolCalls)
        /// What one of the calls gave.
        case toolOutput(ToolOutput)
        /// What the model answered.
        case response(Response)

        public var id: String {
            switch self {
            case .instructions(let entry): entry.id
            case .prompt(let entry): entry.id
            case .reasoning(let entry): entry.id
            case .toolCalls(let entry): entry.id
            case .toolOutput(let entry): entry.id
            case .response(let entry): entry.id
            }
        }
    }
}

extension Transcript.Entry: CustomStringConvertible {
    public var description: String {
        switch self {
        case .instructions(let entry): "(Instructions) \(entry)"
        case .prompt(let entry): "(Prompt) \(entry)"
        case .reasoning(let entry): "(Reasoning) \(entry)"
        case .toolCalls(let entry): "(ToolCalls) \(entry)"
        case .toolOutput(let entry): "(ToolOutput) \(entry)"
        case .response(let entry): "(Response) \(entry)"
        }
    }
}
