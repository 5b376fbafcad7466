internal import CKapellKernels

/// The C kernels, and which of them this machine uses. The choice is made once, at the first use.
public enum VectorKernels {
    /// The kernel in use for dot products and distances: "avx512f", "avx2", "sse2", "neon" or "scalar".
    public static var current: String {
        String(cString: kapell_level_name(kapell_kernel_level()))
    }

    /// How checksums are computed here: "sse4.2", "armv8-crc" or "table".
    public static var checksum: String {
        String(cString: kapell_crc32c_name())
    }

    /// The names of the kernels that this machine can run, slowest first.
    public static var available: [String] {
        levels.map { String(cString: kapell_level_name($0)) }
    }

    private static var levels: [kapell_level] {
        (0..<UInt32(KAPELL_LEVEL_COUNT)).map { kapell_level(rawValue: .init($0)) }.filter(kapell_level_available)
    }

    private static func level(_ name: String?) -> kapell_level {
        levels.first { String(cString: kapell_level_name($0)) == name } ?? kapell_kernel_level()
    }

    /// The dot product of two arrays of one length, by the named kernel or the one in use.
    package static func dot(_ a: [Float], _ b: [Float], kernel: String? = nil) -> Float {
        a.withUnsafeBufferPointer { a in
            b.withUnsafeBufferPointer { b in
                guard let first = a.baseAddress, let second = b.baseAddress else { return 0 }
                let count = min(a.count, b.count)
                return kernel == nil
                    ? kapell_dot(first, second, count) : kapell_dot_at(level(kernel), first, second, count)
            }
        }
    }

    /// The squared distance of two arrays of one length, by the named kernel or the one in use.
    package static func squaredL2(_ a: [Float], _ b: [Float], kernel: String? = nil) -> Float {
        a.withUnsafeBufferPointer { a in
            b.withUnsafeBufferPointer { b in
                guard let first = a.baseAddress, let second = b.baseAddress else { return 0 }
                let count = min(a.count, b.count)
                return kernel == nil
                    ? kapell_squared_l2(first, second, count)
                    : kapell_squared_l2_at(level(kernel), first, second, count)
            }
        }
    }

    /// The dot products or squared distances of the query and each row of `rows`.
    package static func rows(
        _ query: [Float], _ rows: [Float], squaredL2: Bool = false, kernel: String? = nil
    ) -> [Float] {
        guard !query.isEmpty else { return [] }
        let count = rows.count / query.count
        let chosen = level(kernel)
        return [Float](unsafeUninitializedCapacity: count) { scores, initialized in
            query.withUnsafeBufferPointer { query in
                rows.withUnsafeBufferPointer { rows in
                    guard let first = query.baseAddress, let row = rows.baseAddress, let out = scores.baseAddress
                    else { return }
                    if squaredL2 {
                        kapell_squared_l2_rows_at(chosen, first, row, count, query.count, out)
                    } else {
                        kapell_dot_rows_at(chosen, first, row, count, query.count, out)
                    }
                    initialized = count
                }
            }
        }
    }

    /// The distances of the query and each row, computed from codes, and the vectors that the codes stand for: minus the
    /// dot product, or the squared distance; of signs the count of unequal ones.
    package static func distances(
        _ query: [Float], _ rows: [[Float]], element: VectorElement, squaredL2: Bool, kernel: String
    ) -> (distances: [Float], decoded: [[Float]]) {
        let dimensions = query.count
        let size = kapell_code_size(element.code, dimensions)
        guard dimensions > 0, !rows.isEmpty, rows.allSatisfy({ $0.count == dimensions }) else { return ([], []) }
        // Each code ends where its memory ends, so that a tool that watches memory sees a read beyond.
        func memory(_ bytes: Int) -> UnsafeMutableRawPointer { .allocate(byteCount: bytes, alignment: 64) }
        let encoded = memory(kapell_query_size(element.code, dimensions))
        let codes = rows.map { _ in memory(size) }
        defer {
            encoded.deallocate()
            for code in codes { code.deallocate() }
        }
        kapell_query_encode(element.code, query, dimensions, encoded)
        let decoded = zip(rows, codes).map { row, code in
            kapell_code_encode(element.code, row, dimensions, code)
            return [Float](unsafeUninitializedCapacity: dimensions) { decoded, count in
                if let first = decoded.baseAddress { kapell_code_decode(element.code, code, dimensions, first) }
                count = dimensions
            }
        }
        var distances = [Float](repeating: 0, count: rows.count)
        let batch = kapell_batch_kernel(level(kernel), element.code, squaredL2)
        batch(encoded, codes.map { UnsafeRawPointer($0) }, rows.count, dimensions, &distances)
        return (distances, decoded)
    }

    /// CRC32C of the bytes, continued from `crc`.
    package static func crc32c(_ bytes: UnsafeRawBufferPointer, continuing crc: UInt32 = 0) -> UInt32 {
        kapell_crc32c(crc, bytes.baseAddress, bytes.count)
    }

    /// CRC32C by table.
    package static func crc32cByTable(_ bytes: UnsafeRawBufferPointer, continuing crc: UInt32 = 0) -> UInt32 {
        kapell_crc32c_software(crc, bytes.baseAddress, bytes.count)
    }
}
