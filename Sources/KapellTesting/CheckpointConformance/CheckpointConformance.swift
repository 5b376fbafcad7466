public import KapellCore
import KapellJSON
import Synchronization

/// Checks that a ``CheckpointStore`` keeps what the protocol promises.
///
/// It makes threads of its own, and erases them. It needs no test framework:
///
/// ```swift
/// let report = await CheckpointConformance("SQLite") { try SQLiteCheckpoints(folder: folder, scope: $0) }.run()
/// #expect(report.findings.isEmpty, "\(report)")
/// ```
public struct CheckpointConformance: Sendable {
    public let engine: String
    private let open: @Sendable (_ scope: String) async throws -> any CheckpointStore

    /// - Parameter open: opens the store for a scope; twice for some checks.
    public init(_ engine: String, open: @escaping @Sendable (_ scope: String) async throws -> any CheckpointStore) {
        self.engine = engine
        self.open = open
    }

    /// Runs the checks one after the other; cancelling the task ends it after the check that runs.
    public func run() async -> ConformanceReport {
        var report = ConformanceReport(engine: engine)
        var generator = SystemRandomNumberGenerator()
        let name = "conformance-\(UInt64.random(in: 0 ... .max, using: &generator))"
        for check in Self.all where !Task.isCancelled {
            let context = CheckpointContext()
            do {
                let store = try await open(name)
                let other = try await open("\(name)-other")
                try await check.body(context, store, other)
                for store in [store, other] {
                    let left = try await store.checkpoints(CheckpointQuery(limit: CheckpointLimits.page)).checkpoints
                    _ = try await store.erase(threads: left.map(\.checkpoint.place.thread))
                    await store.close()
                }
            } catch {
                context.fail("threw \(error)")
            }
            report.add(check.name, context.found)
        }
        return report
    }

    struct Check: Sendable {
        let name: String
        /// Gets the store, and one of another scope.
        let body: @Sendable (CheckpointContext, any CheckpointStore, any CheckpointStore) async throws -> Void

        init(
            _ name: String,
            _ body:
                @escaping @Sendable (CheckpointContext, any CheckpointStore, any CheckpointStore) async throws -> Void
        ) {
            self.name = name
            self.body = body
        }
    }

    static let all: [Check] = keeping + removing
}

/// What a check works with: checkpoints that are short to write, and a place for what does not hold.
final class CheckpointContext: Sendable {
    private let state = Mutex<[String]>([])

    var found: [String] { state.withLock { $0 } }

    func fail(_ what: String) { state.withLock { if $0.count < 20 { $0.append(what) } } }

    func expect(_ holds: Bool, _ what: @autoclosure () -> String) { if !holds { fail(what()) } }

    func expectSame<T: Equatable>(_ found: T, _ expected: T, _ what: @autoclosure () -> String) {
        if found != expected { fail("\(what()): expected \(expected), found \(found)") }
    }

    func expectError(_ codes: [KapellError.Code], _ what: String, _ body: () async throws -> Void) async {
        do {
            try await body()
            fail("\(what) is not refused")
        } catch {
            expect((error as? KapellError).map { codes.contains($0.code) } ?? false, "\(what) is refused as \(error)")
        }
    }

    func value(_ text: String) -> CheckpointValue { CheckpointValue(type: "text", bytes: Array(text.utf8)) }

    func checkpoint(
        _ thread: String, _ id: String, namespace: String = "", parent: String? = nil,
        versions: [(String, String)] = [], metadata: JSONObject = [:], deltas: [String] = []
    ) -> GraphCheckpoint {
        GraphCheckpoint(
            place: CheckpointPlace(thread: thread, namespace: namespace), id: id, parent: parent,
            body: value("body of \(id)"), metadata: metadata,
            versions: JSONObject(versions.map { ($0.0, JSONValue.string($0.1)) }), deltas: deltas)
    }

    func values(_ values: [(String, String)]) -> [ChannelValue] {
        values.map { ChannelValue(channel: $0.0, value: value($0.1)) }
    }

    func write(
        _ task: String, _ index: Int, _ text: String, channel: String = "out", path: String = ""
    ) -> CheckpointWrite {
        CheckpointWrite(task: task, index: index, path: path, channel: channel, value: value(text))
    }

    func ids(_ store: any CheckpointStore, _ query: CheckpointQuery) async throws -> [String] {
        try await store.checkpoints(query).checkpoints.map(\.checkpoint.id)
    }

    /// Channels with their values, as text.
    func text(_ stored: StoredCheckpoint?) -> [String] {
        (stored?.values ?? []).map { "\($0.channel)=\(String(decoding: $0.value.bytes, as: UTF8.self))" }
    }

    func text(_ writes: [CheckpointWrite]) -> [String] {
        writes.map { "\($0.task)\($0.index):\(String(decoding: $0.value.bytes, as: UTF8.self))" }
    }
}
