/// A place in a filter's text.
public struct FilterPosition: Sendable, Hashable, CustomStringConvertible {
    /// UTF-8 bytes before it.
    public let offset: Int
    /// The line, from 1.
    public let line: Int
    /// Unicode scalars before it in its line, plus 1.
    public let column: Int

    init(offset: Int, in bytes: [UInt8]) {
        self.offset = offset
        let before = bytes.prefix(offset)
        line = before.reduce(1) { $0 + ($1 == 0x0A ? 1 : 0) }
        let start = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        column = before[start...].reduce(1) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
    }

    /// `line 1, column 9`.
    public var description: String { "line \(line), column \(column)" }
}
