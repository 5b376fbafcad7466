import KapellCore
package import KapellJSON

extension KnowledgeBase {
    /// What an answer depends on beside the documents: `{"mode", "embedding", "index", "sequence", "words"}`, and in
    /// generative mode `"writer"` and `"prompt"`, the instructions that it gets; with a judge `"judge"` and its
    /// `"judge_prompt"` as well.
    ///
    /// - Throws: what ``collection()`` throws.
    package func account() async throws -> JSONObject {
        let collection = try await collection()
        var account: JSONObject = [
            "mode": .string(options.mode.rawValue),
            "embedding": ["model": .string(embedder.model), "fingerprint": .string(try await embedder.fingerprint())],
            "index": .string(collection.fingerprint), "sequence": .integer(collection.sequence),
            "words": .string(WordIndex.section),
        ]
        if options.mode == .generative, let writer {
            account["writer"] = .string(writer.model)
            account["prompt"] = .string(Phrasing.instructions)
            if let judge {
                account["judge"] = .string(judge.model.model)
                account["judge_prompt"] = .string(JudgePrompt.instructions)
            }
        }
        return account
    }
}
