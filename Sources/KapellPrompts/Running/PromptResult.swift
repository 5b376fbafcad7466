public import KapellCore
public import KapellJSON

/// The answer to a prompt.
public struct PromptResult: Sendable {
    public var prompt: String
    public var version: PromptVersion
    /// The pattern of the variant that was taken; `nil` for the prompt's own text.
    public var variant: String?
    public var model: String
    /// A text, or the JSON that the output schema asks for.
    public var output: JSONValue
    /// How often the model was asked.
    public var attempts: Int
    /// Examples that went with the question.
    public var examples: Int
    public var verdicts: [VerdictRecord]
    public var usage: ModelUsage
    /// The run in the journal.
    public var run: RunID

    /// The output, where it is a text.
    public var text: String { output.stringValue ?? output.serialized() }

    /// `{"prompt", "version", "variant", "model", "output", "attempts", "examples", "verdicts", "usage", "run"}`.
    public var json: JSONObject {
        [
            "prompt": .string(prompt), "version": .string(version.description), "variant": JSONValue(variant),
            "model": .string(model), "output": output, "attempts": .integer(Int64(attempts)),
            "examples": .integer(Int64(examples)), "verdicts": .array(verdicts.map { .object($0.json) }),
            "usage": usage.json, "run": .string(run.description),
        ]
    }
}

/// One step of an answer to a prompt, as it happens.
public enum PromptEvent: Sendable {
    /// The run's name, for the journal.
    case run(RunID)
    /// The whole text so far, which is not verified and may be replaced; only where there is an output schema.
    case draft(String)
    case verdict(VerdictRecord)
    /// A piece of the answer: append it. With an output schema it comes once, verified, as JSON.
    case answer(String)
    /// The whole answer; the last event.
    case done(PromptResult)
}

/// The events of one answer. Ending the iteration, or cancelling its task, stops the work.
public typealias PromptEventStream = AsyncThrowingStream<PromptEvent, any Error>
