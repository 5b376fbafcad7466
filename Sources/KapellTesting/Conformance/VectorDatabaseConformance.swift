public import KapellCore

/// Checks that a ``VectorDatabase`` keeps what the protocol promises.
///
/// It makes collections of its own, whose names begin with ``prefix``, and removes them. It needs no test framework:
///
/// ```swift
/// let report = await VectorDatabaseConformance(database).run()
/// #expect(report.findings.isEmpty, "\(report)")
/// ```
public struct VectorDatabaseConformance: Sendable {
    public let database: any VectorDatabase
    /// What the engine declares that it cannot hold.
    public let limits: VectorDatabaseLimits
    /// What the names of its collections begin with.
    public let prefix: String
    /// Awaited after each write; for engines whose searches see it only after a while.
    public let settle: @Sendable () async -> Void

    public init(
        _ database: any VectorDatabase, limits: VectorDatabaseLimits = [], prefix: String = "conformance",
        settle: @escaping @Sendable () async -> Void = {}
    ) {
        self.database = database
        self.limits = limits
        self.prefix = prefix
        self.settle = settle
    }

    /// The names of all checks, in the order in which they run.
    public static var checks: [String] { all.map(\.name) }

    static let all: [ConformanceCheck] =
        lifecycle + writes + contents + searches + filters + scrolls + words + concurrency

    /// Runs the checks one after the other; cancelling the task ends it after the check that runs.
    ///
    /// - Parameter names: the checks to run; `nil` runs all.
    public func run(only names: Set<String>? = nil) async -> ConformanceReport {
        var report = ConformanceReport(engine: database.engine)
        for (number, check) in Self.all.enumerated() where names?.contains(check.name) ?? true {
            if Task.isCancelled { break }
            guard check.needs.isDisjoint(with: limits) else {
                report.skipped.append(check.name)
                continue
            }
            let context = ConformanceContext(self, number: number)
            do throws(KapellError) {
                try await check.body(context)
            } catch {
                context.fail("threw \(error.code): \(error)")
            }
            await context.cleanUp()
            report.add(check.name, context.found)
        }
        return report
    }
}

/// One named check.
struct ConformanceCheck: Sendable {
    let name: String
    /// It is left out where the engine declares one of these.
    let needs: VectorDatabaseLimits
    let body: @Sendable (ConformanceContext) async throws(KapellError) -> Void

    init(
        _ name: String, needs: VectorDatabaseLimits = [],
        _ body: @escaping @Sendable (ConformanceContext) async throws(KapellError) -> Void
    ) {
        self.name = name
        self.needs = needs
        self.body = body
    }
}
