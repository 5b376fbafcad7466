/// `stores`: where documents and vectors are kept.
public struct StoreSection: Sendable, Hashable {
    /// The absolute path of the store's folder; `nil` leaves it to the program, which keeps it under `KAPELL_HOME`.
    public var path: String?
    /// About how many bytes of memory the open namespaces of collections may have together.
    public var memory: Int

    public init(path: String? = nil, memory: Int = ConfigurationDefaults.memory) {
        self.path = path
        self.memory = memory
    }
}
