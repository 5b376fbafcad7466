import KapellCore
import KapellVectors
import Synchronization

/// What a check works with: collections that are removed afterwards, and a place for what does not hold.
final class ConformanceContext: Sendable {
    private struct State {
        var found: [String] = []
        var collections: [String] = []
    }

    let database: any VectorDatabase
    let limits: VectorDatabaseLimits
    private let base: String
    private let settleWrites: @Sendable () async -> Void
    private let state = Mutex(State())

    init(_ suite: VectorDatabaseConformance, number: Int) {
        database = suite.database
        limits = suite.limits
        base = "\(suite.prefix)-\(number)"
        settleWrites = suite.settle
    }

    var found: [String] { state.withLock { $0.found } }

    func fail(_ what: String) { state.withLock { if $0.found.count < 20 { $0.found.append(what) } } }

    func expect(_ holds: Bool, _ what: @autoclosure () -> String) { if !holds { fail(what()) } }

    func expectSame<T: Equatable>(_ found: T, _ expected: T, _ what: @autoclosure () -> String) {
        if found != expected { fail("\(what()): expected \(Self.short(expected)), found \(Self.short(found))") }
    }

    private static func short(_ value: some Any) -> String {
        let text = "\(value)"
        return text.utf8.count > 400 ? "\(text.prefix(400))…" : text
    }

    /// Expects that `body` throws an error with one of the codes.
    func expectError(
        _ codes: Set<KapellError.Code>, _ what: String, _ body: () async throws(KapellError) -> Void
    ) async {
        do throws(KapellError) {
            try await body()
            fail("\(what) is not refused")
        } catch {
            expect(codes.contains(error.code), "\(what) is refused as \(error.code): \(error.message)")
            expect(!error.message.isEmpty, "\(what) is refused without a message")
        }
    }

    /// A name of this check's own.
    func name(_ suffix: String = "a") -> String {
        let name = "\(base)-\(suffix)"
        state.withLock { if !$0.collections.contains(name) { $0.collections.append(name) } }
        return name
    }

    /// A new collection. What an earlier run left under its name is removed first.
    func collection(
        _ suffix: String = "a", dimensions: Int = 4, metric: VectorMetric = .cosine, analyzer: String? = nil
    ) async throws(KapellError) -> any VectorCollection {
        let options = VectorCollectionOptions(
            name: name(suffix), dimensions: dimensions, metric: metric, fingerprint: "conformance/1",
            analyzer: analyzer)
        try? await database.drop(options.name)
        return try await database.create(options)
    }

    func upsert(
        _ records: [VectorRecord], into collection: any VectorCollection, namespace: String = ""
    ) async throws(KapellError) {
        try await collection.upsert(records, namespace: namespace)
        await settleWrites()
    }

    func settle() async { await settleWrites() }

    func cleanUp() async {
        for name in state.withLock({ $0.collections }) { try? await database.drop(name) }
    }
}

/// Data that is the same in every run.
enum ConformanceData {
    static func vector(_ seed: Int, _ dimensions: Int = 4) -> [Float] {
        var generator = SplitMix64(seed: UInt64(bitPattern: Int64(seed)) &* 977 &+ 11)
        return (0..<dimensions).map { _ in Float.random(in: -1...1, using: &generator) }
    }

    static func records(_ count: Int, dimensions: Int = 4) -> [VectorRecord] {
        (0..<count).map { VectorRecord(id: id($0), vector: vector($0, dimensions)) }
    }

    /// Ids whose order of bytes is not the order of numbers.
    static func id(_ number: Int) -> String { "r\(number)" }

    static func metadata(_ fields: [(String, MetadataValue)]) -> Metadata { (try? Metadata(fields)) ?? Metadata() }

    /// Ids in the order of nearness, by the definition of the metric.
    static func nearest(_ query: [Float], _ records: [VectorRecord], _ metric: VectorMetric) -> [String] {
        records.map { ($0.id, score(query, $0.vector, metric)) }
            .sorted { $0.1 != $1.1 ? $0.1 > $1.1 : $0.0.precedes($1.0) }.map(\.0)
    }

    static func score(_ a: [Float], _ b: [Float], _ metric: VectorMetric) -> Double {
        func dot(_ a: [Float], _ b: [Float]) -> Double { zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) } }
        switch metric {
        case .dot: return dot(a, b)
        case .cosine: return dot(a, b) / (dot(a, a) * dot(b, b)).squareRoot()
        case .l2: return -zip(a, b).reduce(0) { $0 + (Double($1.0) - Double($1.1)) * (Double($1.0) - Double($1.1)) }
        }
    }

    /// Whether two vectors are the same up to rounding; under cosine, up to their length.
    static func isSame(_ a: [Float], _ b: [Float], _ metric: VectorMetric) -> Bool {
        guard a.count == b.count else { return false }
        if metric == .cosine { return score(a, b, .cosine) > 0.99999 }
        return zip(a, b).allSatisfy { abs($0 - $1) <= 1e-5 * max(1, abs($0)) }
    }

    /// The fields without regard to their order.
    static func fields(_ metadata: Metadata) -> [String: MetadataValue] {
        Dictionary(metadata.fields.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    }
}
