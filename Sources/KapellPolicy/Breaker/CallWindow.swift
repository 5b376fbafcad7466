/// Calls and failures of the last while, in ten slices, so that it takes the same memory at any rate.
struct CallWindow: Sendable {
    private static let slices = 10

    private struct Slice {
        var number = Int.min
        var calls = 0
        var failures = 0
    }

    private let length: Double
    private var ring = [Slice](repeating: Slice(), count: Self.slices)

    init(_ span: Duration) { length = max(span.secondsValue / Double(Self.slices), 0.001) }

    mutating func add(isFailure: Bool, at now: Duration) {
        let number = number(at: now)
        let place = number % Self.slices
        if ring[place].number != number { ring[place] = Slice(number: number) }
        ring[place].calls += 1
        if isFailure { ring[place].failures += 1 }
    }

    func counts(at now: Duration) -> (calls: Int, failures: Int) {
        let newest = number(at: now)
        var counts = (calls: 0, failures: 0)
        for slice in ring where slice.number > newest - Self.slices && slice.number <= newest {
            counts.calls += slice.calls
            counts.failures += slice.failures
        }
        return counts
    }

    mutating func clear() { ring = [Slice](repeating: Slice(), count: Self.slices) }

    private func number(at now: Duration) -> Int {
        Int(min(max(0, now.secondsValue / length), 1e15))
    }
}
