/// What a parser accepts at most.
public struct JSONLimits: Sendable, Hashable {
    /// A depth of 512 and 64 MiB.
    public static let `default` = JSONLimits()

    /// The greatest depth that can be asked for. To release a value takes some 200 bytes of the thread's stack for
    /// each level, so that a much deeper one could overflow the stack of a small thread.
    public static let greatestDepth = 1_024

    /// How many arrays and objects may lie in one another. A number or string has the depth 0, `[]` has 1.
    public let depth: Int

    /// How many bytes the text may have.
    public let bytes: Int

    /// Limits of `depth` levels (from 0 to ``greatestDepth``; what lies outside is brought to the nearer end) and
    /// `bytes` bytes.
    public init(depth: Int = 512, bytes: Int = 64 * 1_024 * 1_024) {
        self.depth = min(max(depth, 0), Self.greatestDepth)
        self.bytes = max(bytes, 0)
    }
}
