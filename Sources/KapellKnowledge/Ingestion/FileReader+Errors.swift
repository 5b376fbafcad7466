import KapellCore

extension FileReader.Failure {
    /// The failure in words, for a document or a folder of documents.
    ///
    /// - Parameter limit: the most bytes that might be read.
    func reading(_ path: String, limit: Int = .max) -> KapellError {
        switch self {
        case .missing: KapellError(.notFound, "\(path) does not exist.", remedy: "Check the path.")
        case .notPermitted:
            KapellError(
                .permission, "\(path) may not be read.",
                remedy: "Give yourself the right to read it: chmod u+r '\(path)'.")
        case .link:
            KapellError(
                .unsupported, "\(path) has become a symbolic link, which is not followed.",
                remedy: "Put the file itself there, or index the folder that it lies in.")
        case .notAFile: KapellError(.unsupported, "\(path) is not a regular file.")
        case .tooLarge(let bytes):
            KapellError(
                .tooLarge, "\(path) holds \(Self.megabytes(bytes)) MB; the limit is \(Self.megabytes(limit)) MB.",
                remedy: "Split it, or raise `limits.file_size` of the knowledge base in kapell.yaml.")
        case .other(let reason): KapellError(.storage, "\(path) cannot be read: \(reason).")
        }
    }

    private static func megabytes(_ bytes: Int) -> String {
        let tenths = bytes / 100_000 + (bytes % 100_000 < 50_000 ? 0 : 1)
        return tenths % 10 == 0 ? String(tenths / 10) : "\(tenths / 10).\(tenths % 10)"
    }
}
