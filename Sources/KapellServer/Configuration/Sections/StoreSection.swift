/// `stores`: where documents and vectors are kept.
public struct StoreSection: Sendable, Hashable {
    /// The absolute path of the store's folder; `nil` leaves it to the program, which keeps it under `KAPELL_HOME`.
    public var path: String?

    public init(path: String? = nil) {
        self.path = path
    }
}
