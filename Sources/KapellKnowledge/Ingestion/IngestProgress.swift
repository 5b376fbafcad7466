public import KapellCore
public import KapellJSON

/// One step of an ingestion, for a person who waits.
public enum IngestProgress: Sendable {
    /// How many files there are.
    case found(files: Int)
    /// A file is being read.
    case reading(name: String, number: Int, of: Int)
    /// Passages of the files that are embedded together, of which this is the first, that have their vectors.
    case embedding(name: String, done: Int, of: Int)
    /// How fast it goes, and how long it will go on.
    case rate(IngestRate)
    /// A file is done: indexed, unchanged or failed.
    case document(IngestReport.Entry)
}

/// What an ingestion did.
public struct IngestReport: Sendable, Hashable {
    public enum Outcome: String, Sendable, Hashable {
        case added
        case updated
        case unchanged
        case removed
        case failed
        case skipped
    }

    public struct Entry: Sendable, Hashable {
        public var document: String
        public var outcome: Outcome
        public var chunks: Int
        /// Why it failed.
        public var failure: KapellError?
        /// What a person should know although it did not fail; for a skipped entry, why.
        public var notes: [String]

        public init(
            document: String, outcome: Outcome, chunks: Int = 0, failure: KapellError? = nil, notes: [String] = []
        ) {
            self.document = document
            self.outcome = outcome
            self.chunks = chunks
            self.failure = failure
            self.notes = notes
        }

        public var json: JSONObject {
            [
                "document": .string(document),
                "outcome": .string(outcome.rawValue),
                "passages": .integer(Int64(chunks)),
                "error": failure?.json ?? .null,
                "notes": .array(notes.map { .string($0) }),
            ]
        }
    }

    public var knowledge: String
    public var entries: [Entry] = []
    /// Passages whose vectors were computed; those that were known are not among them.
    public var embedded = 0
    public var usage = ModelUsage()
    public var milliseconds: Double = 0
    public var run: RunID

    public func count(_ outcome: Outcome) -> Int { entries.count { $0.outcome == outcome } }

    /// `{"knowledge", "added", "updated", "unchanged", "removed", "failed", "skipped", "documents",
    /// "embedded", "usage", "duration_ms", "run"}`.
    public var json: JSONObject {
        var object: JSONObject = ["knowledge": .string(knowledge)]
        for outcome in [Outcome.added, .updated, .unchanged, .removed, .failed, .skipped] {
            object[outcome.rawValue] = .integer(Int64(count(outcome)))
        }
        object["documents"] = .array(entries.map { .object($0.json) })
        object["embedded"] = .integer(Int64(embedded))
        object["usage"] = usage.json
        object["duration_ms"] = .number(milliseconds)
        object["run"] = .string(run.description)
        return object
    }
}
