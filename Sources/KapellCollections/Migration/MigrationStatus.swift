public import KapellCore
public import KapellVectors

/// One of the two spaces of a collection that moves to another model.
public struct MigrationSpace: Sendable, Hashable {
    public var name: String
    public var dimensions: Int
    public var metric: VectorMetric
    /// Of the model that its vectors are from; empty when nothing is known of it.
    public var fingerprint: String
    /// The model's name; `nil` where it was not said.
    public var model: String?

    package init(of options: VectorCollectionOptions, name: String, model: String?) {
        self.name = name
        dimensions = options.dimensions
        metric = options.metric
        fingerprint = options.fingerprint
        self.model = model
    }

    init(_ space: SpacesRecord.Space, _ options: VectorCollectionOptions) {
        self.init(of: options, name: space.name, model: space.model)
    }
}

/// How far the space that is fed has come.
public struct MigrationProgress: Sendable, Hashable {
    /// Records of the serving space.
    public var total: Int
    /// Records of the space that is fed.
    public var done: Int
    /// Records embedded in a second, since the collection was opened; `nil` before the first.
    public var recordsPerSecond: Double?
    /// At that rate; `nil` before the first record.
    public var secondsLeft: Double?
}

/// What is to be known of a migration.
public struct MigrationStatus: Sendable, Hashable {
    public enum Phase: String, Sendable, Hashable, CaseIterable {
        /// The old space serves; the new one is being fed.
        case building
        /// The new space serves; the old one is kept, and is brought what is written since.
        case cutOver = "cut_over"
    }

    /// A record that the space that is fed cannot be given.
    public struct Missing: Sendable, Hashable {
        public var namespace: String
        public var id: String
        /// Such as that it has no text.
        public var reason: String
    }

    public var collection: String
    public var phase: Phase
    public var serving: MigrationSpace
    /// The space that is fed; `nil` when its files are damaged, see ``failure``.
    public var other: MigrationSpace?
    public var progress: MigrationProgress
    /// Records that no model can give a vector of the other space, because they have no text or the model gave none
    /// that can be used. While there are any, the other space is not whole.
    public var missing: Int
    /// The first of them.
    public var missingRecords: [Missing]
    /// Records that were written and are still to be brought over; `nil` when all have to be looked at, such as after
    /// the collection was opened.
    public var behind: Int?
    /// Whether the other space has everything that it can have.
    public var isInStep: Bool
    public var isRunning: Bool
    public var isPaused: Bool
    /// Why feeding ended early the last time, or why the other space can be used no more.
    public var failure: KapellError?
}
