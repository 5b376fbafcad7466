public import KapellJSON

/// How fast an ingestion goes.
public struct IngestRate: Sendable, Hashable {
    /// Files that are done, unchanged ones included.
    public var done: Int
    /// All files.
    public var files: Int
    /// Documents that were indexed, a minute since the beginning; unchanged ones are not counted.
    public var documentsPerMinute: Double
    /// Passages of these documents, a second.
    public var passagesPerSecond: Double
    /// Seconds until the end; `nil` in the first two seconds, when nothing can be said.
    ///
    /// An estimate: the bytes of the files that are still to be read, at the rate at which bytes were indexed since the
    /// beginning. It is wrong by as much as the rest differs from what was indexed: a scan takes longer than its bytes.
    public var secondsLeft: Double?

    /// `{"done", "of", "documents_per_minute", "passages_per_second", "seconds_left"}`.
    public var json: JSONObject {
        func rounded(_ value: Double) -> JSONValue { .number((value * 10).rounded() / 10) }
        return [
            "done": .integer(Int64(done)), "of": .integer(Int64(files)),
            "documents_per_minute": rounded(documentsPerMinute), "passages_per_second": rounded(passagesPerSecond),
            "seconds_left": secondsLeft.map(rounded) ?? .null,
        ]
    }
}

/// Counts what an ingestion has done.
struct IngestMeter {
    private(set) var rate: IngestRate
    /// Bytes of the files that are neither done nor known to be unchanged.
    private var bytesLeft: Int
    private var bytesDone = 0
    private var documents = 0
    private var passages = 0
    private let began: ContinuousClock.Instant
    private var told: ContinuousClock.Instant

    static let quiet = Duration.milliseconds(200)
    static let unsure = 2.0

    /// - Parameter bytes: of the files that are to be read.
    init(files: Int, bytes: Int, now: ContinuousClock.Instant) {
        rate = IngestRate(done: 0, files: files, documentsPerMinute: 0, passagesPerSecond: 0, secondsLeft: nil)
        bytesLeft = bytes
        (began, told) = (now, now)
    }

    /// Counts a file.
    ///
    /// - Parameters:
    ///   - bytes: of the file; 0 where it was known to be unchanged without reading it.
    ///   - passages: `nil` where it was not indexed.
    mutating func add(bytes: Int, passages: Int?) {
        rate.done += 1
        bytesLeft = max(0, bytesLeft - bytes)
        bytesDone += bytes
        guard let passages else { return }
        documents += 1
        self.passages += passages
    }

    /// The rate, where the last one was told a while ago, or everything is done.
    mutating func due(at now: ContinuousClock.Instant) -> IngestRate? {
        guard now - told >= Self.quiet || rate.done == rate.files else { return nil }
        told = now
        let seconds = (now - began) / .seconds(1)
        guard seconds > 0 else { return rate }
        rate.documentsPerMinute = Double(documents) * 60 / seconds
        rate.passagesPerSecond = Double(passages) / seconds
        let isUnsure = seconds < Self.unsure || bytesDone == 0
        rate.secondsLeft =
            bytesLeft == 0 ? 0 : isUnsure ? nil : seconds * Double(bytesLeft) / Double(bytesDone)
        return rate
    }
}
