/// `stores`: where documents, vectors and runs are kept.
public struct StoreSection: Sendable, Hashable {
    /// The absolute path of the store's folder; `nil` leaves it to the program, which keeps it under `KAPELL_HOME`.
    public var path: String?
    /// About how many bytes of memory the open namespaces of collections may have together.
    public var memory: Int
    /// A PostgreSQL database that keeps runs and checkpoints, as libpq names it; `nil` keeps them under `KAPELL_HOME`.
    /// It may hold a password.
    public var journal: String?
    /// Whose runs those of this store are: processes of one scope that share a journal share the runs of workflows. `nil`
    /// stands for the store's own folder.
    public var scope: String?

    public init(
        path: String? = nil, memory: Int = ConfigurationDefaults.memory, journal: String? = nil, scope: String? = nil
    ) {
        self.path = path
        self.memory = memory
        self.journal = journal
        self.scope = scope
    }
}
