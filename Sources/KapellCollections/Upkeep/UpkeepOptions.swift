/// When graphs are looked after, and how much at a time.
public struct UpkeepOptions: Sendable, Hashable {
    /// Tombstones are linked around when they are so many, and such a share of the vectors that searches walk over, 0 to
    /// 1. Writers do the same when a fifth are tombstones.
    public var tombstones = 64
    public var tombstoneShare = 0.05
    /// A graph that nobody has written to since the last look is moved together when such a share of its places is free,
    /// and there are so many. Its writers wait meanwhile, and memory is needed for both.
    public var freeShare = 0.5
    public var free = 4_096
    /// About how long writers of a graph wait for one step. The last one, which frees the places, reads all links of the
    /// graph once.
    public var step = Duration.milliseconds(5)
    /// How long a step waits for searches to end at most.
    public var patience = Duration.seconds(1)

    public init() {}
}
