package import KapellCore
import KapellJSON

/// Reads tensors from a safetensors file.
///
/// The header is checked whole before any tensor is read: lengths, shapes, and that no two tensors overlap. Tensors
/// of 32-bit floats can be loaded. Format: 8 bytes header length, a JSON header, then the data.
package struct SafetensorsFile: Sendable {
    /// A tensor as the header describes it.
    package struct Tensor: Sendable, Hashable {
        /// `F32`, `F16`, `I64`, …
        package var type: String
        /// The slowest dimension first.
        package var shape: [Int]
        /// Offset of the first byte in the file.
        package var offset: Int64
        package var bytes: Int64
    }

    package let tensors: [String: Tensor]
    private let source: any RandomAccessBytes

    private static let widths = [
        "F64": 8, "F32": 4, "F16": 2, "BF16": 2, "I64": 8, "I32": 4, "I16": 2, "I8": 1, "U64": 8, "U32": 4, "U16": 2,
        "U8": 1, "BOOL": 1,
    ]

    /// Reads the header; one above 16 MiB is refused.
    package init(_ source: any RandomAccessBytes) throws(KapellError) {
        guard source.count >= 8 else { throw Self.corrupt(source, "it has no header") }
        let length = LittleEndian.read(UInt64.self, try source.bytes(at: 0, count: 8), at: 0)
        guard length <= 16 << 20, Int64(length) <= source.count - 8 else {
            throw Self.corrupt(source, "its header claims \(length) bytes")
        }
        let header: JSONValue
        do {
            header = try JSONValue(parsing: source.bytes(at: 8, count: Int(length)))
        } catch let error as KapellError {
            throw error
        } catch {
            throw Self.corrupt(source, "its header is no JSON (\(error))")
        }
        guard let members = header.objectValue else { throw Self.corrupt(source, "its header is no JSON object") }
        let start = 8 + Int64(length)
        var tensors: [String: Tensor] = [:]
        for (name, value) in members where name != "__metadata__" {
            guard let tensor = Self.tensor(value, start: start, end: source.count) else {
                throw Self.corrupt(source, "the tensor \(name) has an impossible type, shape or place")
            }
            tensors[name] = tensor
        }
        let ordered = tensors.values.sorted { ($0.offset, $0.bytes) < ($1.offset, $1.bytes) }
        for (left, right) in zip(ordered, ordered.dropFirst()) where left.offset + left.bytes > right.offset {
            throw Self.corrupt(source, "two of its tensors overlap")
        }
        self.tensors = tensors
        self.source = source
    }

    private static func tensor(_ value: JSONValue, start: Int64, end: Int64) -> Tensor? {
        guard let type = value["dtype"]?.stringValue, let width = widths[type],
            let shape = value["shape"]?.arrayValue, let range = value["data_offsets"]?.arrayValue, range.count == 2,
            let first = range[0].intValue, let last = range[1].intValue, first >= 0, last >= first,
            Int64(last) <= end - start, shape.count <= 8
        else { return nil }
        var total = width
        var dimensions: [Int] = []
        for item in shape {
            guard let dimension = item.intValue, dimension >= 0 else { return nil }
            let (product, overflow) = total.multipliedReportingOverflow(by: dimension)
            guard !overflow else { return nil }
            total = product
            dimensions.append(dimension)
        }
        guard total == last - first else { return nil }
        return Tensor(type: type, shape: dimensions, offset: start + Int64(first), bytes: Int64(total))
    }

    /// The bytes of a tensor of 32-bit floats whose shape must be the one given.
    package func floats(_ name: String, shape: [Int]) throws(KapellError) -> [UInt8] {
        guard let tensor = tensors[name] else {
            throw KapellError(.notFound, "\(source.name) has no tensor \(name).")
        }
        guard tensor.type == "F32" else {
            throw KapellError(.unsupported, "The tensor \(name) in \(source.name) is \(tensor.type); F32 is read.")
        }
        guard tensor.shape == shape else {
            throw KapellError(
                .corrupt, "The tensor \(name) in \(source.name) has the shape \(tensor.shape) instead of \(shape).")
        }
        return try source.bytes(at: tensor.offset, count: Int(tensor.bytes))
    }

    private static func corrupt(_ source: any RandomAccessBytes, _ what: String) -> KapellError {
        KapellError(
            .corrupt, "\(source.name) is not a sound safetensors file: \(what).", remedy: "Fetch the file again.")
    }
}
