import KapellCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Files that commands write for a person.
enum NewFile {
    /// Writes a text in place of what was there: the old file or the new one, never a part.
    ///
    /// - Throws: `.permission`, `.diskFull` or `.storage`, which name the path.
    static func write(_ text: String, to path: String) throws(KapellError) {
        do throws(WholeFile.Failure) {
            try WholeFile.write(Array(text.utf8), to: PathText.absolute(path), mode: 0o644)
        } catch {
            let code: KapellError.Code =
                switch error.code {
                case EACCES, EPERM, EROFS: .permission
                case ENOSPC, EDQUOT: .diskFull
                case ENOENT, ENOTDIR: .notFound
                default: .storage
                }
            throw KapellError(
                code, "\(shown(path)) cannot be written: \(String(cString: strerror(error.code))).",
                remedy: "Name a file in a folder that is there and may be written.")
        }
    }
}
