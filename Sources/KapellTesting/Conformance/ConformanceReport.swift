/// What a run of ``VectorDatabaseConformance`` found.
public struct ConformanceReport: Sendable, Hashable, CustomStringConvertible {
    /// A promise that does not hold.
    public struct Finding: Sendable, Hashable, CustomStringConvertible {
        /// The name of the check.
        public var check: String
        /// What was expected and what was found.
        public var what: String

        public init(check: String, what: String) {
            self.check = check
            self.what = what
        }

        public var description: String { "\(check): \(what)" }
    }

    /// Such as `pgvector`.
    public var engine: String
    /// Names of the checks that hold.
    public var passed: [String] = []
    /// Names of the checks that were left out because the engine declares that it cannot hold them.
    public var skipped: [String] = []
    public var findings: [Finding] = []

    public init(engine: String) { self.engine = engine }

    /// Takes in what a check found; it holds when that is nothing.
    mutating func add(_ check: String, _ found: [String]) {
        if found.isEmpty { passed.append(check) }
        findings += found.map { Finding(check: check, what: $0) }
    }

    /// A line for each finding, and one with the counts.
    public var description: String {
        let failed = Set(findings.map(\.check)).count
        let counts = "\(engine): \(passed.count) checks hold, \(failed) do not, \(skipped.count) left out"
        return (findings.map(\.description) + [counts]).joined(separator: "\n")
    }
}
