extension Sequence where Element == UInt8 {
    /// Calls `body` with the bytes in one piece of memory, copying them where they do not lie so.
    @inline(__always)
    func withBytes<Result, Failure: Error>(
        _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let outcome = withContiguousStorageIfAvailable { bytes -> Swift.Result<Result, Failure> in
            do throws(Failure) {
                return .success(try body(bytes))
            } catch {
                return .failure(error)
            }
        }
        if let outcome { return try outcome.get() }
        return try [UInt8](self).span.withUnsafeBufferPointer(body)
    }
}
