/// What the header of a GGUF file says.
package struct GGUFSummary: Sendable, Hashable {
    /// The format version, 2 or 3.
    package var version: Int
    package var tensorCount: Int
    /// Scalars and texts by key; arrays only by type and length.
    package var metadata: [String: GGUFValue]
    /// The length the header asks for, in bytes.
    package var neededBytes: Int64
    /// The length of the file, in bytes.
    package var fileBytes: Int64
    /// Numbers of all tensors together.
    package var parameterCount: Int64 = 0
    /// The storage type that most tensor bytes have.
    package var mainType: GGUFTensorType?

    /// `general.architecture`: `llama`, `bert`, …
    package var architecture: String { metadata["general.architecture"]?.text ?? "" }
    /// `general.name`, when there is one.
    package var name: String? { metadata["general.name"]?.text }
    /// The longest context the model was trained for, in tokens.
    package var contextLength: Int? { metadata["\(architecture).context_length"]?.count }
    /// The width of the model's vectors.
    package var embeddingLength: Int? { metadata["\(architecture).embedding_length"]?.count }
    /// In how many files the model was cut; 1 for most.
    package var splitCount: Int { metadata["split.count"]?.count ?? 1 }
}
