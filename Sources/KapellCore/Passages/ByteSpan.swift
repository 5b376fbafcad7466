/// A half-open range of UTF-8 bytes in a document's text.
public struct ByteSpan: Sendable, Hashable {
    /// Offset of the first byte.
    public var start: Int
    /// Offset behind the last byte.
    public var end: Int

    public init(start: Int, end: Int) {
        self.start = start
        self.end = end
    }

    /// Length in bytes.
    public var count: Int { end - start }

    public var isEmpty: Bool { end <= start }

    /// Whether the two spans share at least one byte.
    public func overlaps(_ other: ByteSpan) -> Bool { start < other.end && other.start < end }

    /// Whether `other` lies wholly in this span.
    public func contains(_ other: ByteSpan) -> Bool { start <= other.start && other.end <= end }
}

extension ByteSpan: Comparable {
    public static func < (left: ByteSpan, right: ByteSpan) -> Bool {
        (left.start, left.end) < (right.start, right.end)
    }
}
