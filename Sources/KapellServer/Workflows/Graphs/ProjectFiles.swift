package import KapellCore
import KapellDocuments
import KapellKnowledge

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Files below the project's folder: what workflows may read and write. Paths come from runs, and lead nowhere else.
package struct ProjectFiles: Sendable {
    /// Absolute.
    let folder: String
    private static let limit = 64 << 20

    package init(folder: String) { self.folder = folder == "." ? AbsolutePath.current : folder }

    /// The text of a document.
    ///
    /// - Throws: `.notFound`, `.permission` for a path that leads out of the folder, and what reading a document throws.
    package func read(_ path: String) async throws(KapellError) -> String {
        let file = try place(path)
        guard PathText.exists(file) else {
            throw KapellError(.notFound, "\(shown(path)) is not in the project's folder.", remedy: "Correct the path.")
        }
        try check(PathText.real(file), path)
        let bytes: [UInt8]
        do {
            bytes = try FileReader.read(file, limit: Self.limit)
        } catch {
            throw KapellError(
                .invalidRequest, "\(shown(path)) cannot be read: \(error).",
                remedy: "Name a regular file of at most \(Self.limit >> 20) MB that this user may read.")
        }
        return try await DocumentExtractor().extract(bytes, name: shown(path, limit: 200)).text
    }

    /// Writes a text, whole or not at all: another file takes its name when it is on the disk.
    ///
    /// - Returns: the path, from the project's folder.
    package func write(_ text: String, to path: String) throws(KapellError) -> String {
        let file = try place(path)
        try makeFolder(PathText.parent(of: file), path)
        if PathText.exists(file) { try check(PathText.real(file), path) }
        do { try WholeFile.write(Array(text.utf8), to: file, mode: 0o644) } catch { throw failed(path, error.code) }
        return String(file.dropFirst(folder.count + 1))
    }

    private func place(_ path: String) throws(KapellError) -> String {
        guard !path.isEmpty, path.utf8.count <= 1024, !path.utf8.contains(where: { $0 < 0x20 }) else {
            throw KapellError(
                .invalidRequest, "\(shown(path)) is no path of a file.",
                remedy: "Give 1 to 1024 bytes without control characters.")
        }
        let file = PathText.resolve(path, in: folder)
        guard file.hasPrefix(folder == "/" ? "/" : folder + "/") else { throw outside(path) }
        return file
    }

    /// Refuses what a symbolic link leads out of the folder.
    private func check(_ real: String, _ path: String) throws(KapellError) {
        guard (real + "/").hasPrefix(PathText.real(folder) + "/") else { throw outside(path) }
    }

    private func makeFolder(_ folder: String, _ path: String) throws(KapellError) {
        if !PathText.exists(folder) {
            try makeFolder(PathText.parent(of: folder), path)
            guard mkdir(folder, 0o755) == 0 || errno == EEXIST else { throw failed(path, errno) }
        }
        try check(PathText.real(folder), path)
    }

    private func outside(_ path: String) -> KapellError {
        KapellError(
            .permission, "\(shown(path)) leads out of the project's folder.",
            remedy: "Workflows read and write below the folder of kapell.yaml only.", isRetryable: false)
    }

    private func failed(_ path: String, _ code: Int32) -> KapellError {
        let isFull = code == ENOSPC || code == EDQUOT
        return KapellError(
            isFull ? .diskFull : .storage, "\(shown(path)) cannot be written: \(String(cString: strerror(code))).",
            remedy: isFull ? "Make room on the disk." : "Check the folder and its permissions.")
    }
}
