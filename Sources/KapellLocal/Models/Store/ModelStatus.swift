/// A model of the catalogue, or one that lies in the store, and whether it is ready.
public struct ModelStatus: Sendable, Hashable {
    public enum State: String, Sendable, Hashable, CaseIterable {
        /// It can be used at once.
        case ready
        /// A part of it has been fetched.
        case partial
        /// A file is there, but not the one that was prepared.
        case changed
        case absent
    }

    /// The full name: `local/NAME`.
    public var name: String
    public var state: State
    /// Where the GGUF file lies, or will lie.
    public var path: String
    /// The length of the GGUF file in bytes, or that of the part that has been fetched; 0 when absent.
    public var bytes: Int64
    /// The SHA-256 of the prepared file.
    public var sha256: String?
    /// Known for models of the catalogue.
    public var purpose: ModelPurpose?
    /// The licence, for models of the catalogue.
    public var licence: String?
    /// Where the file came from, or would come from.
    public var origin: String?

    public init(
        name: String, state: State, path: String, bytes: Int64, sha256: String? = nil, purpose: ModelPurpose? = nil,
        licence: String? = nil, origin: String? = nil
    ) {
        self.name = name
        self.state = state
        self.path = path
        self.bytes = bytes
        self.sha256 = sha256
        self.purpose = purpose
        self.licence = licence
        self.origin = origin
    }
}
