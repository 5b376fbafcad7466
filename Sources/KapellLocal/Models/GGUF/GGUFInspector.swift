package import KapellCore

/// Checks the header of a GGUF file before anything else reads it.
///
/// Only the header is read, so a check takes milliseconds. Found out here: a file of another kind, another byte order
/// or version, a header that contradicts itself, and a file that is shorter than its tensors need.
package enum GGUFInspector {
    /// Reads and checks the header of the file at `path`.
    ///
    /// Fails with `.notFound`, `.permission`, `.unsupported` (another kind of file or a newer version) or `.corrupt`.
    package static func inspect(path: String) throws(KapellError) -> GGUFSummary {
        try inspect(FileBytes(path: path))
    }

    /// Reads and checks the header in `source`.
    package static func inspect(_ source: any RandomAccessBytes) throws(KapellError) -> GGUFSummary {
        try FileKind.requireGGUF(source)
        var cursor = ByteCursor(source)
        try cursor.skip(4)
        let version = try cursor.read(UInt32.self)
        guard version == 2 || version == 3 else {
            if version.byteSwapped <= 3 {
                throw KapellError(
                    .unsupported, "\(source.name) is a big-endian GGUF file.",
                    remedy: "Take the little-endian file of that model.")
            }
            throw KapellError(
                .unsupported, "\(source.name) is GGUF version \(version); versions 2 and 3 are read.",
                remedy: "Take the file in a current GGUF version.")
        }
        let tensorCount = try cursor.read(UInt64.self)
        let metadataCount = try cursor.read(UInt64.self)
        // A tensor takes 24 bytes of the header at least, a metadata entry 13.
        guard tensorCount <= UInt64(source.count) / 24, metadataCount <= UInt64(source.count) / 13 else {
            throw corrupt(source, "it counts \(tensorCount) tensors and \(metadataCount) metadata entries")
        }
        var summary = GGUFSummary(
            version: Int(version), tensorCount: Int(tensorCount), metadata: [:], neededBytes: 0,
            fileBytes: source.count)
        for _ in 0..<metadataCount {
            guard let key = try cursor.readText(limit: 65_535), !key.isEmpty else {
                throw corrupt(source, "a metadata key is empty or far too long")
            }
            let value = try GGUFMetadataReader.value(&cursor, key: key, source)
            guard summary.metadata.updateValue(value, forKey: key) == nil else {
                throw corrupt(source, "the metadata key \(key) is there twice")
            }
        }
        guard !summary.architecture.isEmpty else {
            throw corrupt(source, "it does not name its architecture (general.architecture)")
        }
        try GGUFTensorReader.read(&cursor, count: tensorCount, into: &summary, source)
        guard summary.neededBytes <= source.count else {
            throw KapellError(
                .corrupt,
                "\(source.name) is cut: it needs \(summary.neededBytes) bytes, has \(source.count).",
                remedy: "Fetch the file again.")
        }
        return summary
    }

    static func corrupt(_ source: any RandomAccessBytes, _ what: String) -> KapellError {
        KapellError(.corrupt, "\(source.name) is damaged: \(what).", remedy: "Fetch the file again.")
    }
}
