import KapellTesting
import KapellVectors
import Testing

@Suite("Codes")
struct CodeTests {
    static let lengths = Array(1...70) + [127, 128, 129, 384, 1_000]

    @Test(
        "Distances of codes agree with double precision at every length, and do not depend on a row's place",
        arguments: VectorElement.allCases, VectorKernels.available)
    func agreesWithReference(element: VectorElement, kernel: String) {
        var random = SeededGenerator(41)
        for length in Self.lengths {
            let query = random.vector(length)
            let rows = (0..<6).map { _ in random.vector(length) }
            for squaredL2 in [false, true] {
                let (distances, decoded) = VectorKernels.distances(
                    query, rows, element: element, squaredL2: squaredL2, kernel: kernel)
                // Small codes are compared with small codes of the query, the others with the query itself.
                let isWide = [.float32, .float16, .bfloat16].contains(element)
                let against =
                    isWide
                    ? query
                    : VectorKernels.distances(
                        query, [query], element: element, squaredL2: squaredL2, kernel: "scalar"
                    ).decoded[0]
                for (row, vector) in decoded.enumerated() {
                    let pairs = zip(against, vector).map { (Double($0), Double($1)) }
                    let dot = pairs.reduce(0.0) { $0 + $1.0 * $1.1 }
                    let distance = pairs.reduce(0.0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
                    let unequal = pairs.filter { $0.0 != $0.1 }.count
                    let expected = element == .binary ? Double(unequal) : squaredL2 ? distance : -dot
                    let tolerance = 2e-6 * Double(length + 1)
                    #expect(abs(Double(distances[row]) - expected) <= tolerance, "length \(length), row \(row)")
                }
                let alone = VectorKernels.distances(
                    query, [rows[5]], element: element, squaredL2: squaredL2, kernel: kernel)
                #expect(alone.distances[0].bitPattern == distances[5].bitPattern)
            }
        }
    }

    @Test("Codes round to the nearest number that they can hold")
    func rounding() {
        func code(_ values: [Float], _ element: VectorElement) -> [Float] {
            VectorKernels.distances(values, [values], element: element, squaredL2: false, kernel: "scalar").decoded[0]
        }
        #expect(code([1, -2, 65_504, 70_000, -1e9, 0], .float16) == [1, -2, 65_504, 65_504, -65_504, 0])
        #expect(code([1.0004, 6e-8, 2.9e-8, 6.1e-5], .float16) == [1, 0x1p-24, 0, 0x1.ff8p-15])
        #expect(code([1.0 + 0x1p-9, 1.0 + 3 * 0x1p-9, 0x1.01p0], .bfloat16) == [1, 1.0078125, 1])
        #expect(code([.greatestFiniteMagnitude], .bfloat16)[0].isFinite)
        #expect(code([127, -127, 12.4, -12.6, 0], .int8) == [127, -127, 12, -13, 0])
        #expect(code([0, 0], .int8) == [0, 0])
        #expect(code([0.1, -0.1, 0], .binary) == [1, -1, -1])
    }
}
