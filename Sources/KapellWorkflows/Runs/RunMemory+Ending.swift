import KapellCore

extension RunMemory {
    /// The end of the run, with the time since its beginning: in all processes, and while it waited.
    func ending(_ status: String, _ error: KapellError? = nil, at now: Int64) -> FinishRecord {
        let time = now.clampedSubtracting(start?.time ?? now)
        return FinishRecord(status: status, error: error, milliseconds: Double(max(0, time)) / 1e6)
    }
}
