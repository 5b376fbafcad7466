import CKapellMatrix
import KapellCore
import KapellLocal
import Testing

/// Products by panels, beside the same sums in double precision.
@Suite struct MatrixPanelTests {
    static let isSupported = kapell_matrix_is_supported(KAPELL_MATRIX_F16, 64, 16)
    static let types = [KAPELL_MATRIX_F16, KAPELL_MATRIX_Q4_1, KAPELL_MATRIX_Q8_0]

    @Test("a product has each sum of a row and a column", .enabled(if: isSupported), arguments: types)
    func products(type: kapell_matrix_type) {
        var random = SplitMix64(seed: 11)
        for (length, rows) in [(32, 16), (64, 48), (576, 64), (1536, 16)] {
            let matrix = RandomMatrix(type, length: length, rows: rows, using: &random)
            for count in [1, 2, 7, 8, 9, 12, 13, 25] {
                let columns = (0..<count * length).map { _ in Float.random(in: -3...3, using: &random) }
                let results = matrix.product(columns, count: count)
                for column in 0..<count {
                    let numbers = columns[(column * length)..<((column + 1) * length)]
                    let expected = matrix.expected(Array(numbers))
                    for row in 0..<rows {
                        let size = 1e-4 * Double(length).squareRoot() + 1e-5 * abs(expected[row])
                        #expect(abs(Double(results[column * rows + row]) - expected[row]) < size)
                    }
                }
            }
        }
    }

    @Test(
        "a column's result does not depend on the columns beside it, nor on who computes which rows",
        .enabled(if: isSupported), arguments: types)
    func independence(type: kapell_matrix_type) {
        var random = SplitMix64(seed: 12)
        let (length, rows, count) = (96, 80, 29)
        let matrix = RandomMatrix(type, length: length, rows: rows, using: &random)
        let columns = (0..<count * length).map { _ in Float.random(in: -1...1, using: &random) }
        let together = matrix.product(columns, count: count)
        #expect(matrix.product(columns, count: count, cut: 48) == together)
        for column in 0..<count {
            let alone = matrix.product(Array(columns[(column * length)..<((column + 1) * length)]), count: 1)
            #expect(alone == Array(together[(column * rows)..<((column + 1) * rows)]))
        }
    }

    @Test(
        "a column of zeros gives zeros, and the largest numbers stay finite", .enabled(if: isSupported),
        arguments: types)
    func extremes(type: kapell_matrix_type) {
        var random = SplitMix64(seed: 13)
        let matrix = RandomMatrix(type, length: 64, rows: 16, using: &random)
        #expect(matrix.product([Float](repeating: 0, count: 64), count: 1).allSatisfy { $0 == 0 })
        #expect(matrix.product([Float](repeating: 1e30, count: 64), count: 1).allSatisfy { $0.isFinite })
        #expect(matrix.product([Float](repeating: 1e-40, count: 64), count: 1).allSatisfy { $0.isFinite })
    }

    @Test(
        "a row is read out of panels as the file has it, to the last bit", .enabled(if: isSupported), arguments: types)
    func rows(type: kapell_matrix_type) {
        var random = SplitMix64(seed: 14)
        for (length, rows) in [(32, 16), (96, 48), (576, 32)] {
            let matrix = RandomMatrix(type, length: length, rows: rows, using: &random)
            #expect((0..<rows).flatMap(matrix.row) == matrix.weights.map { Float($0) })
        }
    }

    @Test("shapes that do not fill panels and blocks are left to llama.cpp")
    func shapes() {
        for type in Self.types {
            #expect(!kapell_matrix_is_supported(type, 33, 16))
            #expect(!kapell_matrix_is_supported(type, 32, 17))
            #expect(!kapell_matrix_is_supported(type, 0, 16))
            #expect(!kapell_matrix_is_supported(type, 32, 0))
        }
    }
}

/// Weights as ggml has them in a file, and what they stand for.
private struct RandomMatrix {
    let type: kapell_matrix_type
    let length: Int
    let rows: Int
    private var bytes: [UInt8] = []
    private(set) var weights: [Double] = []

    init(_ type: kapell_matrix_type, length: Int, rows: Int, using random: inout SplitMix64) {
        (self.type, self.length, self.rows) = (type, length, rows)
        for _ in 0..<rows * length / 32 {
            switch type {
            case KAPELL_MATRIX_F16:
                for _ in 0..<32 { weights.append(half(.random(in: -1...1, using: &random))) }
            case KAPELL_MATRIX_Q4_1:
                let scale = half(.random(in: 0...0.1, using: &random))
                let least = half(.random(in: -1...0, using: &random))
                let packed = (0..<16).map { _ in UInt8.random(in: 0...255, using: &random) }
                weights +=
                    packed.map { scale * Double($0 & 15) + least } + packed.map { scale * Double($0 >> 4) + least }
                bytes += packed
            default:
                let scale = half(.random(in: 0...0.01, using: &random))
                let numbers = (0..<32).map { _ in Int8.random(in: -128...127, using: &random) }
                weights += numbers.map { scale * Double($0) }
                bytes += numbers.map { UInt8(bitPattern: $0) }
            }
        }
    }

    /// Appends a binary16, and gives what it holds.
    private mutating func half(_ number: Float) -> Double {
        let bits = FloatPacking.half(number)
        bytes += [UInt8(bits & 0xff), UInt8(bits >> 8)]
        return FloatPacking.number(half: bits)
    }

    /// A row, read out of the panels.
    func row(_ row: Int) -> [Float] {
        let panels = panels()
        defer { panels.deallocate() }
        var numbers = [Float](repeating: .nan, count: length)
        kapell_matrix_row(type, panels, length, row, &numbers)
        return numbers
    }

    private func panels() -> UnsafeMutableRawPointer {
        let size = kapell_matrix_size(type, length, rows)
        #expect(size == bytes.count)
        let panels = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 64)
        kapell_matrix_pack(type, bytes, length, rows, panels)
        return panels
    }

    func product(_ columns: [Float], count: Int, cut: Int? = nil) -> [Float] {
        let panels = panels()
        let inputs = UnsafeMutableRawPointer.allocate(
            byteCount: kapell_matrix_inputs_size(type, length, count), alignment: 64)
        defer {
            panels.deallocate()
            inputs.deallocate()
        }
        let unit = kapell_matrix_inputs_unit(type)
        for first in stride(from: 0, to: count, by: unit) {
            kapell_matrix_pack_inputs(type, columns, length, length, first, min(count, first + unit), count, inputs)
        }
        var results = [Float](repeating: .nan, count: count * rows)
        for (first, end) in [(0, cut ?? rows), (cut ?? rows, rows)] where first < end {
            kapell_matrix_multiply(type, panels, length, first, end, inputs, count, &results, rows)
        }
        return results
    }

    /// Sums of one column in double precision, its numbers rounded as the format of the weights has it.
    func expected(_ column: [Float]) -> [Double] {
        let numbers = type == KAPELL_MATRIX_F16 ? column.map(Double.init) : rounded(column)
        return (0..<rows).map { row in
            zip(weights[(row * length)..<((row + 1) * length)], numbers).reduce(0) { $0 + $1.0 * $1.1 }
        }
    }

    /// Each block of 32 as bytes: the largest is 127.
    private func rounded(_ column: [Float]) -> [Double] {
        stride(from: 0, to: column.count, by: 32).flatMap { begin in
            let block = column[begin..<(begin + 32)]
            let largest = block.map(abs).max() ?? 0
            return block.map { Double(($0 * (127 / largest)).rounded(.toNearestOrEven)) * Double(largest / 127) }
        }
    }
}
