public import KapellCore
import KapellJSON
import KapellPrompts

/// A prompt file with examples. Two go with each question: those that are nearest to it in meaning.
let ticketPrompt = """
    ---
    format: 1
    description: Sorts a ticket into a queue.
    input: {text: string}
    output: {type: string, enum: [delivery, billing, account]}
    fewshot:
      select: similarity
      count: 2
      examples:
        - {input: {text: Where is my parcel?}, output: delivery}
        - {input: {text: The parcel came broken.}, output: delivery}
        - {input: {text: My card was charged twice.}, output: billing}
        - {input: {text: I cannot log in.}, output: account}
    ---
    {{#system}}You sort tickets into queues. Answer with one word.{{/system}}
    {{#user}}{{text}}{{/user}}
    """

/// Sorts a ticket. The answer is one of the three queues: where the model writes anything else, it is asked again.
///
/// Prompts of a project lie in files: `try PromptLibrary(PromptLoader(sources: ["prompts"])).prompt("ticket")`.
public func queue(
    of ticket: String, model: any ModelBackend, embedder: any EmbeddingBackend
) async throws -> String {
    let prompt = try PromptReader().read(Array(ticketPrompt.utf8), name: "ticket", file: "ticket.prompt.md")
    let runner = PromptRunner(backend: model, embedder: embedder)
    return try await runner.run(prompt, input: ["text": .string(ticket)]).text
}
