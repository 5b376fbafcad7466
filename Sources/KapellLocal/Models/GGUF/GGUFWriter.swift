package import KapellCore

/// Writes GGUF files, version 3, little-endian, alignment 32.
///
/// The same input gives the same bytes. Format: the GGUF specification of the ggml project.
package struct GGUFWriter: Sendable {
    /// A tensor to write. Its bytes are made only when their turn comes.
    package struct Tensor: Sendable {
        package var name: String
        /// The fastest dimension first, as ggml counts.
        package var dimensions: [Int64]
        package var type: GGUFTensorType
        package var load: @Sendable () throws(KapellError) -> [UInt8]

        package init(
            name: String, dimensions: [Int64], type: GGUFTensorType,
            load: @escaping @Sendable () throws(KapellError) -> [UInt8]
        ) {
            self.name = name
            self.dimensions = dimensions
            self.type = type
            self.load = load
        }
    }

    static let alignment: Int64 = 32

    /// Written in this order.
    package var metadata: [(key: String, value: GGUFValue)] = []
    package var tensors: [Tensor] = []

    package init() {}

    /// Adds a metadata value.
    package mutating func set(_ key: String, _ value: GGUFValue) {
        metadata.append((key, value))
    }

    /// Writes the file. Stops with `.cancelled` when the task is cancelled.
    /// - Parameter progress: called with the number of bytes written so far.
    package func write(to file: OutputFile, progress: (Int64) -> Void = { _ in }) throws(KapellError) {
        var sizes: [Int64] = []
        for tensor in tensors {
            guard let size = tensor.type.bytes(tensor.dimensions), tensor.name.utf8.count < 64 else {
                throw KapellError(.invalidRequest, "The tensor \(tensor.name) cannot be written as \(tensor.type).")
            }
            sizes.append(size)
        }
        try file.write(header(sizes))
        for (tensor, size) in zip(tensors, sizes) {
            if Task.isCancelled { throw KapellError(.cancelled, "Writing \(file.path) was cancelled.") }
            let bytes = try tensor.load()
            guard Int64(bytes.count) == size else {
                throw KapellError(.internalError, "\(tensor.name) has \(bytes.count) bytes instead of \(size).")
            }
            try file.write(bytes)
            try file.write([UInt8](repeating: 0, count: Int(Self.padding(size))))
            progress(file.count)
        }
    }

    private func header(_ sizes: [Int64]) -> [UInt8] {
        var bytes = Array("GGUF".utf8)
        LittleEndian.append(UInt32(3), to: &bytes)
        LittleEndian.append(UInt64(tensors.count), to: &bytes)
        LittleEndian.append(UInt64(metadata.count), to: &bytes)
        for (key, value) in metadata {
            Self.append(Array(key.utf8), to: &bytes)
            LittleEndian.append(value.typeNumber, to: &bytes)
            Self.append(value, to: &bytes)
        }
        var offset: Int64 = 0
        for (tensor, size) in zip(tensors, sizes) {
            Self.append(Array(tensor.name.utf8), to: &bytes)
            LittleEndian.append(UInt32(tensor.dimensions.count), to: &bytes)
            for dimension in tensor.dimensions { LittleEndian.append(dimension, to: &bytes) }
            LittleEndian.append(tensor.type.rawValue, to: &bytes)
            LittleEndian.append(offset, to: &bytes)
            offset += size + Self.padding(size)
        }
        bytes.append(contentsOf: repeatElement(0, count: Int(Self.padding(Int64(bytes.count)))))
        return bytes
    }

    static func padding(_ size: Int64) -> Int64 {
        (alignment - size % alignment) % alignment
    }

    private static func append(_ text: [UInt8], to bytes: inout [UInt8]) {
        LittleEndian.append(UInt64(text.count), to: &bytes)
        bytes.append(contentsOf: text)
    }

    private static func append(_ value: GGUFValue, to bytes: inout [UInt8]) {
        switch value {
        case .uint32(let number): LittleEndian.append(number, to: &bytes)
        case .int32(let number): LittleEndian.append(number, to: &bytes)
        case .uint64(let number): LittleEndian.append(number, to: &bytes)
        case .int64(let number): LittleEndian.append(number, to: &bytes)
        case .float32(let number): LittleEndian.append(number.bitPattern, to: &bytes)
        case .float64(let number): LittleEndian.append(number.bitPattern, to: &bytes)
        case .bool(let flag): bytes.append(flag ? 1 : 0)
        case .string(let text): append(Array(text.utf8), to: &bytes)
        case .strings(let texts):
            LittleEndian.append(UInt32(8), to: &bytes)
            LittleEndian.append(UInt64(texts.count), to: &bytes)
            for text in texts { append(text, to: &bytes) }
        case .int32s(let numbers):
            LittleEndian.append(UInt32(5), to: &bytes)
            LittleEndian.append(UInt64(numbers.count), to: &bytes)
            for number in numbers { LittleEndian.append(number, to: &bytes) }
        case .skippedArray(let elementType, _):
            LittleEndian.append(elementType, to: &bytes)
            LittleEndian.append(UInt64(0), to: &bytes)
        }
    }
}
