/// Results of schemas that references lead to, so that no work is done twice; and the places of values by number.
struct SchemaMemory {
    struct Key: Hashable {
        var node: Int32
        var location: Int32
        var scope: Int32
        /// Whether marks were asked for, and whether violations were.
        var mode: UInt8
    }

    private struct Step: Hashable {
        var parent: Int32
        var position: Int
    }

    /// How many results, and how many marks with them, are kept.
    private static let limit = 1_000_000
    private static let markLimit = 64_000_000

    private var results: [Key: (isValid: Bool, marks: SchemaMarks)] = [:]
    private var marksKept = 0
    private var steps: [Step: Int32] = [:]
    /// The numbers of the places on the way to the present one, as far as they are known.
    private var numbers: [Int32] = []

    func result(for key: Key) -> (isValid: Bool, marks: SchemaMarks)? { results[key] }

    mutating func keep(_ isValid: Bool, _ marks: SchemaMarks, for key: Key) {
        guard results.count < Self.limit, marksKept + marks.count <= Self.markLimit else { return }
        marksKept += marks.count
        results[key] = (isValid, marks)
    }

    /// The number of the place that `path` leads to.
    mutating func location(of path: [Int]) -> Int32 {
        while numbers.count < path.count {
            let step = Step(parent: numbers.last ?? 0, position: path[numbers.count])
            let number = steps[step] ?? Int32(truncatingIfNeeded: steps.count + 1)
            steps[step] = number
            numbers.append(number)
        }
        return numbers.last ?? 0
    }

    /// The last part of the path was left.
    @inline(__always)
    mutating func leave(pathOf count: Int) {
        if numbers.count > count { numbers.removeLast() }
    }
}
