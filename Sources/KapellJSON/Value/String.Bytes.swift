extension String {
    /// Calls `body` with the UTF-8 bytes of this string.
    @inline(__always)
    func withUTF8Bytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        if let result = utf8.withContiguousStorageIfAvailable(body) { return result }
        var copy = self
        return copy.withUTF8(body)
    }

    /// Whether both strings have the same bytes in UTF-8. (`==` of strings is looser: it compares canonical forms,
    /// so that a composed and a decomposed "é" are one; as keys of a JSON object they are two.)
    @inline(__always)
    func hasSameBytes(as other: String) -> Bool {
        let count = utf8.count
        guard count == other.utf8.count else { return false }
        return withUTF8Bytes { left in
            other.withUTF8Bytes { right in
                JSONBytes.areEqual(left.baseAddress, right.baseAddress, count: count)
            }
        }
    }
}
