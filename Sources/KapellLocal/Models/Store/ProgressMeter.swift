/// Reports progress at most ten times a second, and works out the speed over the last three seconds.
struct ProgressMeter {
    private let name: String
    private let stage: ModelProgress.Stage
    private let total: Int64?
    private let report: @Sendable (ModelProgress) -> Void
    private var samples: [(time: ContinuousClock.Instant, bytes: Int64)] = []
    private var lastReport: ContinuousClock.Instant?

    init(
        _ name: String, _ stage: ModelProgress.Stage, total: Int64?,
        report: @escaping @Sendable (ModelProgress) -> Void
    ) {
        self.name = name
        self.stage = stage
        self.total = total
        self.report = report
    }

    /// Notes that `bytes` are done; tells the caller when it is time, and always at the end.
    mutating func update(_ bytes: Int64) {
        let now = ContinuousClock.now
        let isLast = bytes == total
        if let lastReport, now - lastReport < .milliseconds(100), !isLast { return }
        lastReport = now
        samples.append((now, bytes))
        samples.removeAll { now - $0.time > .seconds(3) }
        var rate: Double?
        if let first = samples.first, now > first.time, bytes >= first.bytes {
            rate = Double(bytes - first.bytes) / ((now - first.time) / .seconds(1))
        }
        report(ModelProgress(name: name, stage: stage, bytes: bytes, totalBytes: total, bytesPerSecond: rate))
    }
}
