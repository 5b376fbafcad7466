public import KapellJSON

/// What commands ask of a store's owner, be it this process or another.
public protocol KnowledgeEngine: Sendable {
    /// Answers a question: the events of `AskEvent`, ending with `done`.
    func ask(_ question: String, in knowledge: String) -> WireEventStream

    /// Searches: `{"results": […], "plan": {…}}`, and `"read_as"` where a typing error was read as what was meant.
    ///
    /// - Parameters:
    ///   - explain: the sentences that an answer would be chosen from, with what was measured of each, instead of
    ///     passages.
    ///   - asTyped: whether typing errors stay.
    func search(
        _ question: String, in knowledge: String, limit: Int, explain: Bool, asTyped: Bool
    ) async throws -> JSONObject

    /// Brings a knowledge base in step with paths: the events of `IngestProgress`, ending with `report`.
    ///
    /// - Parameter paths: absolute; empty for the sources that the configuration names.
    func ingest(_ paths: [String], into knowledge: String) -> WireEventStream

    /// Documents of a knowledge base: `{"documents": […]}`.
    func documents(in knowledge: String) async throws -> JSONObject

    /// A document with what was taken out of it: its entry in the list, and `text`, `page_spans` and `cuts` (the spans
    /// that are searched, `{"start", "end", "page"}`); with `parts`, the documents inside it, where there are any.
    func source(of document: Int64, in knowledge: String) async throws -> JSONObject

    /// What an answer of this knowledge base depends on beside its documents: mode, models, prompts, settings, each
    /// with its fingerprint. It holds no secret.
    func account(of knowledge: String) async throws -> JSONObject

    /// Gives the store up, where this process owns it.
    func close() async
}
