import KapellLocal

/// Shows a download to the person who waits.
struct PullDisplay: Sendable {
    func show(_ progress: ModelProgress) {
        var line = "\(progress.name): \(progress.stage.rawValue) \(Self.megabytes(progress.bytes))"
        if let total = progress.totalBytes, total > 0 {
            line += " of \(Self.megabytes(total)) (\(progress.bytes * 100 / total) %)"
        }
        if let rate = progress.bytesPerSecond, rate > 0 { line += ", \(Self.megabytes(Int64(rate)))/s" }
        Terminal.progress(line)
    }

    func end() { Terminal.endProgress() }

    static func megabytes(_ bytes: Int64) -> String { "\(Double(bytes / 100_000) / 10) MB" }
}
