internal import CKapellWeights
import KapellCore

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What makes a cross-encoder of the embedding model all-MiniLM-L6-v2: an adapter, and a row of weights that turns a
/// vector into a score. `Evaluations/Reading` has the texts that they were trained on, and the program.
struct CrossEncoderWeights: Sendable {
    /// One for each dimension.
    let row: [Float]
    let offset: Float

    static let standard = CrossEncoderWeights()

    private init() {
        let floats = UnsafeBufferPointer(start: kapell_reader_head(), count: kapell_reader_head_count())
        row = Array(floats.dropLast())
        offset = floats.last ?? 0
    }

    /// For a vector of length 1.
    func score(of vector: [Float]) -> Double {
        zip(row, vector).reduce(Double(offset)) { $0 + Double($1.0) * Double($1.1) }
    }

    /// Puts the adapter into a file for as long as `use` runs, as llama.cpp reads adapters from files only.
    static func withAdapterFile<Value>(_ use: (String) throws -> Value) throws -> Value {
        let file = FileManager.default.temporaryDirectory.appending(path: "kapell-reader-\(UUID().uuidString).gguf")
        defer { try? FileManager.default.removeItem(at: file) }
        let adapter = Data(bytes: kapell_reader_adapter(), count: kapell_reader_adapter_size())
        do { try adapter.write(to: file) } catch {
            throw KapellError(
                .storage, "The weights of the cross-encoder could not be written to \(file.path): \(error)",
                remedy: "Make room there, or set TMPDIR to a folder that can be written.")
        }
        return try use(file.path)
    }
}
