/// Whose turn it is to compute.
///
/// Each engine computes on all cores, and its threads wait for each other by spinning. Two at once would take many times
/// as long as one after the other. So they take turns, in the order in which they came; a turn is one batch.
final class ComputeTurns: Sendable {
    static let ofProcess = ComputeTurns()

    private struct Row {
        var next = 0
        var current = 0
    }

    private let row = SharedValue(Row())

    func take<Result, Failure: Error>(_ work: () throws(Failure) -> Result) throws(Failure) -> Result {
        var ticket: Int?
        row.wait { row -> Void? in
            if ticket == nil {
                ticket = row.next
                row.next += 1
            }
            return ticket == row.current ? () : nil
        }
        defer { row.change { $0.current += 1 } }
        return try work()
    }
}
