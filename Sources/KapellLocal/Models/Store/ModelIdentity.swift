public import KapellCore

/// What identifies a model file: its SHA-256.
public enum ModelIdentity {
    /// The SHA-256 of the file at `path`: from the note that was made when it was prepared, where the file is still
    /// that one, else computed.
    public static func of(_ path: String) throws(KapellError) -> String {
        if let record = ModelRecord(of: path), let facts = FileSystem.facts(of: path), record.matches(facts) {
            return record.sha256
        }
        return try FileDigest.sha256(of: FileBytes(path: path))
    }
}
