import KapellCore

/// Reads the list of tensors and works out how long the file must be.
enum GGUFTensorReader {
    static func read(
        _ cursor: inout ByteCursor, count: UInt64, into summary: inout GGUFSummary, _ source: any RandomAccessBytes
    ) throws(KapellError) {
        let alignment = Int64(summary.metadata["general.alignment"]?.count ?? 32)
        guard alignment > 0, alignment <= 1 << 20, alignment & (alignment - 1) == 0 else {
            throw GGUFInspector.corrupt(source, "its alignment \(alignment) is no power of two")
        }
        var names: Set<String> = []
        var bytesByType: [GGUFTensorType: Int64] = [:]
        var expected: Int64 = 0
        var end: Int64 = 0
        for _ in 0..<count {
            guard let name = try cursor.readText(limit: 63), names.insert(name).inserted else {
                throw GGUFInspector.corrupt(source, "a tensor name is too long or there twice")
            }
            let rank = try cursor.read(UInt32.self)
            guard rank <= 4 else { throw GGUFInspector.corrupt(source, "the tensor \(name) has \(rank) dimensions") }
            var dimensions: [Int64] = []
            for _ in 0..<rank { dimensions.append(Int64(clamping: try cursor.read(UInt64.self))) }
            let number = try cursor.read(UInt32.self)
            guard let type = GGUFTensorType(rawValue: number) else {
                throw KapellError(
                    .unsupported, "\(source.name) stores the tensor \(name) in type \(number), which is not known.",
                    remedy: "Take a file with a common quantization such as Q4_K_M or Q8_0, or a newer release.")
            }
            let offset = Int64(clamping: try cursor.read(UInt64.self))
            guard let size = type.bytes(dimensions), offset == expected else {
                throw GGUFInspector.corrupt(source, "the tensor \(name) has an impossible shape or place")
            }
            end = expected.addingReportingOverflow(size).partialValue
            expected = end.addingReportingOverflow((alignment - size % alignment) % alignment).partialValue
            guard end >= 0, expected >= end else {
                throw GGUFInspector.corrupt(source, "the tensor \(name) is impossibly large")
            }
            bytesByType[type, default: 0] += size
            // Its bytes fit into the file, so that this fits, too.
            summary.parameterCount += dimensions.reduce(1, &*)
        }
        let start = (cursor.position + alignment - 1) / alignment * alignment
        let needed = count == 0 ? (cursor.position, false) : start.addingReportingOverflow(end)
        guard !needed.1 else { throw GGUFInspector.corrupt(source, "its tensors are impossibly large") }
        summary.neededBytes = needed.0
        summary.mainType = bytesByType.max { ($0.value, $0.key.rawValue) < ($1.value, $1.key.rawValue) }?.key
    }
}
