/// Fits ranked pieces into a token budget and puts the best at both edges.
///
/// Models attend least to the middle of a long context, so the best piece goes first, the second best last, the third
/// best second, and so on inwards. The order is the same for the same input.
public struct ContextPacker: Sendable {
    /// The most tokens that all chosen pieces may take.
    public var tokens: Int

    public init(tokens: Int) { self.tokens = tokens }

    /// Chooses pieces in rank order, skipping those that no longer fit, then arranges them.
    ///
    /// - Parameters:
    ///   - ranked: best first.
    ///   - cost: tokens that a piece takes.
    public func pack<Piece>(_ ranked: [Piece], cost: (Piece) -> Int) -> [Piece] {
        var left = tokens
        var chosen: [Piece] = []
        for piece in ranked {
            let needed = max(0, cost(piece))
            if needed > left { continue }
            left -= needed
            chosen.append(piece)
        }
        var front: [Piece] = []
        var back: [Piece] = []
        for (rank, piece) in chosen.enumerated() {
            if rank.isMultiple(of: 2) { front.append(piece) } else { back.append(piece) }
        }
        return front + back.reversed()
    }
}
