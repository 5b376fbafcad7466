import Foundation

/// Rows of 32-bit numbers in a file, mapped: what is read of it is no memory of this program's own.
struct RowFile<Number: BitwiseCopyable> {
    /// Numbers of a row.
    let width: Int
    /// The number of rows.
    let count: Int
    private let data: Data

    init(_ path: String, width: Int) throws {
        data = try Data(contentsOf: URL(filePath: path), options: .alwaysMapped)
        let bytes = width * MemoryLayout<Number>.stride
        guard bytes > 0, data.count.isMultiple(of: bytes) else {
            throw BenchFailure("\(path) does not hold rows of \(width) numbers")
        }
        self.width = width
        count = data.count / bytes
    }

    subscript(row: Int) -> [Number] {
        data.withUnsafeBytes { bytes in
            let numbers = bytes.bindMemory(to: Number.self)
            return Array(numbers[row * width..<(row + 1) * width])
        }
    }

    func rows(_ range: Range<Int>) -> [[Number]] { range.map { self[$0] } }

    var all: [[Number]] { rows(0..<count) }

    /// The numbers of rows in parts of at most `size`, in order.
    func parts(of size: Int) -> [Range<Int>] {
        stride(from: 0, to: count, by: max(1, size)).map { $0..<min($0 + size, count) }
    }
}

typealias VectorFile = RowFile<Float>
