/// How the numbers of a tensor are stored, with the lengths that ggml gives each block of them.
package enum GGUFTensorType: UInt32, Sendable, Hashable, CaseIterable {
    case f32 = 0, f16 = 1, q4_0 = 2, q4_1 = 3, q5_0 = 6, q5_1 = 7, q8_0 = 8, q8_1 = 9
    case q2_K = 10, q3_K = 11, q4_K = 12, q5_K = 13, q6_K = 14, q8_K = 15
    case iq2_xxs = 16, iq2_xs = 17, iq3_xxs = 18, iq1_s = 19, iq4_nl = 20, iq3_s = 21, iq2_s = 22, iq4_xs = 23
    case i8 = 24, i16 = 25, i32 = 26, i64 = 27, f64 = 28, iq1_m = 29, bf16 = 30
    case tq1_0 = 34, tq2_0 = 35, mxfp4 = 39, nvfp4 = 40, q1_0 = 41, q2_0 = 42

    /// Numbers in a block, and bytes of a block.
    package var block: (numbers: Int64, bytes: Int64) {
        switch self {
        case .f32, .i32: (1, 4)
        case .f16, .bf16, .i16: (1, 2)
        case .i8: (1, 1)
        case .i64, .f64: (1, 8)
        case .q4_0, .iq4_nl: (32, 18)
        case .q4_1: (32, 20)
        case .q5_0: (32, 22)
        case .q5_1: (32, 24)
        case .q8_0: (32, 34)
        case .q8_1: (32, 36)
        case .mxfp4: (32, 17)
        case .nvfp4: (64, 36)
        case .q1_0: (128, 18)
        case .q2_0: (64, 18)
        case .q2_K: (256, 84)
        case .q3_K: (256, 110)
        case .q4_K: (256, 144)
        case .q5_K: (256, 176)
        case .q6_K: (256, 210)
        case .q8_K: (256, 292)
        case .iq2_xxs: (256, 66)
        case .iq2_xs: (256, 74)
        case .iq2_s: (256, 82)
        case .iq3_xxs: (256, 98)
        case .iq3_s: (256, 110)
        case .iq1_s: (256, 50)
        case .iq1_m: (256, 56)
        case .iq4_xs: (256, 136)
        case .tq1_0: (256, 54)
        case .tq2_0: (256, 66)
        }
    }

    /// The bytes of a tensor with these dimensions (the fastest first); `nil` when the first is no multiple of the
    /// block, a dimension is negative, or the result does not fit into 63 bits.
    package func bytes(_ dimensions: [Int64]) -> Int64? {
        let (numbers, size) = block
        guard (dimensions.first ?? 1) % numbers == 0 else { return nil }
        var total = size
        for (position, dimension) in dimensions.enumerated() {
            guard dimension >= 0 else { return nil }
            let factor = position == 0 ? dimension / numbers : dimension
            let (product, overflow) = total.multipliedReportingOverflow(by: factor)
            guard !overflow else { return nil }
            total = product
        }
        return total
    }
}
