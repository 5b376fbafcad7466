import KapellTesting
import KapellVectors
import Testing

@Suite("Kernels")
struct KernelTests {
    static let lengths = Array(0...130) + [255, 256, 257, 384, 768, 1_536]

    @Test("Every kernel agrees with a double-precision reference at every length", arguments: VectorKernels.available)
    func agreesWithReference(kernel: String) {
        var random = SeededGenerator(1)
        for length in Self.lengths {
            let a = random.vector(length)
            let b = random.vector(length)
            let products = zip(a, b).map { Double($0) * Double($1) }
            let squares = zip(a, b).map { (Double($0) - Double($1)) * (Double($0) - Double($1)) }
            let tolerance = 1e-6 * Double(length + 1)
            let dot = Double(VectorKernels.dot(a, b, kernel: kernel))
            let distance = Double(VectorKernels.squaredL2(a, b, kernel: kernel))
            #expect(abs(dot - products.reduce(0, +)) <= tolerance, "dot, length \(length)")
            #expect(abs(distance - squares.reduce(0, +)) <= tolerance, "distance, length \(length)")
        }
    }

    @Test(
        "Every kernel is exact for small whole numbers, and reads no component twice or not at all",
        arguments: VectorKernels.available)
    func exactForWholeNumbers(kernel: String) {
        for length in Self.lengths where length > 0 {
            let ones = [Float](repeating: 1, count: length)
            let numbers = (0..<length).map { Float($0 % 100) }
            let sum = (0..<length).reduce(0) { $0 + $1 % 100 }
            #expect(VectorKernels.dot(ones, numbers, kernel: kernel) == Float(sum))
            #expect(
                VectorKernels.squaredL2(ones, [Float](repeating: 3, count: length), kernel: kernel) == Float(4 * length)
            )
        }
    }

    @Test("A row's score has the same bits as the pair's, wherever the row lies", arguments: VectorKernels.available)
    func rowsMatchPairs(kernel: String) {
        var random = SeededGenerator(2)
        for length in Self.lengths where length > 0 {
            let query = random.vector(length)
            let rows = random.vector(length * 5)
            let dots = VectorKernels.rows(query, rows, kernel: kernel)
            let distances = VectorKernels.rows(query, rows, squaredL2: true, kernel: kernel)
            #expect(dots.count == 5)
            for row in 0..<5 {
                let vector = Array(rows[row * length..<(row + 1) * length])
                #expect(dots[row].bitPattern == VectorKernels.dot(query, vector, kernel: kernel).bitPattern)
                #expect(distances[row].bitPattern == VectorKernels.squaredL2(query, vector, kernel: kernel).bitPattern)
            }
        }
    }

    @Test("The kernel in use is the fastest that the machine has")
    func usesTheFastest() {
        #expect(VectorKernels.current == VectorKernels.available.last)
        #expect(VectorKernels.available.first == "scalar")
        let a: [Float] = [1, 2, 3]
        #expect(VectorKernels.dot(a, a) == 14)
        #expect(VectorKernels.squaredL2(a, [0, 0, 0]) == 14)
    }

    @Test(
        "CRC32C gives the published values",
        arguments: [
            (Array("123456789".utf8), 0xE306_9283),
            ([UInt8](repeating: 0, count: 32), 0x8A91_36AA),
            ([UInt8](repeating: 0xFF, count: 32), 0x62A8_AB43),
            ((0..<32).map { UInt8($0) }, 0x46DD_794E),
            ([], 0),
        ] as [([UInt8], UInt32)])
    func publishedChecksums(bytes: [UInt8], expected: UInt32) {
        bytes.withUnsafeBytes { bytes in
            #expect(VectorKernels.crc32c(bytes) == expected)
            #expect(VectorKernels.crc32cByTable(bytes) == expected)
        }
    }

    @Test("CRC32C by table and by instruction agree, whole or in two parts, at every length and alignment")
    func checksumsAgree() {
        var random = SeededGenerator(3)
        let bytes = (0..<300).map { _ in UInt8.random(in: 0...255, using: &random) }
        bytes.withUnsafeBytes { bytes in
            for start in 0..<9 {
                for end in start...bytes.count {
                    let part = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
                    let whole = VectorKernels.crc32c(part)
                    #expect(whole == VectorKernels.crc32cByTable(part))
                    let cut = part.count / 3
                    let first = VectorKernels.crc32c(UnsafeRawBufferPointer(rebasing: part[..<cut]))
                    let rest = UnsafeRawBufferPointer(rebasing: part[cut...])
                    #expect(whole == VectorKernels.crc32c(rest, continuing: first))
                }
            }
        }
        #expect(["sse4.2", "armv8-crc", "table"].contains(VectorKernels.checksum))
    }
}
