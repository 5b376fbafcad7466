/// How answers are made from a knowledge base.
public enum KnowledgeMode: String, Sendable, Hashable, CaseIterable {
    /// The answer is made of sentences of the documents.
    case extractive
    /// A model writes the answer from what was found.
    case generative
}
