extension PartialJSONParser {
    /// A place in the piece that is being read.
    struct Cursor {
        private let start: UnsafePointer<UInt8>
        private let startOffset: Int
        let end: UnsafePointer<UInt8>
        var next: UnsafePointer<UInt8>

        init(start: UnsafePointer<UInt8>, count: Int, offset: Int) {
            self.start = start
            self.startOffset = offset
            self.end = start + count
            self.next = start
        }

        /// The offset of `next` in the whole text.
        var offset: Int { startOffset + (next - start) }

        /// Passes over white space; false where the piece ends with it.
        mutating func skipSpace() -> Bool {
            while next < end {
                let byte = next.pointee
                guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return true }
                next += 1
            }
            return false
        }

        /// The failure for the byte at `next`.
        func misplaced(_ expected: JSONError.Expectation) -> JSONFailure {
            JSONFailure(.misplaced(next.pointee, expected), at: offset)
        }
    }
}
