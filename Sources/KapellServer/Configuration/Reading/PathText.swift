import KapellCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Paths as text, without a look at the disk unless said so.
enum PathText {
    /// `path` seen from `directory`, with `.`, `..` and double slashes taken out.
    static func resolve(_ path: String, in directory: String) -> String {
        normalize(path.hasPrefix("/") ? path : "\(directory)/\(path)")
    }

    /// The absolute form of a path that counts from the working directory.
    static func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? normalize(path) : resolve(path, in: workingDirectory())
    }

    /// `path` as a person would write it next to `file`: joined to the folder in which that file was named.
    static func beside(_ file: String, _ path: String) -> String {
        guard let slash = file.lastIndex(of: "/") else { return path }
        return file[...slash] + path
    }

    /// The folder that holds an absolute path; `/` for the root.
    static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return "/" }
        return String(path[..<slash])
    }

    /// The path with symbolic links resolved, from the disk; itself if that fails.
    static func real(_ path: String) -> String {
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// Whether something is at that path, from the disk.
    static func exists(_ path: String) -> Bool { FileKind(at: path) != nil }

    /// Whether a regular file is at that path, from the disk.
    static func isFile(_ path: String) -> Bool { FileKind(at: path) == .file }

    private static func workingDirectory() -> String {
        guard let path = getcwd(nil, 0) else { return "/" }
        defer { free(path) }
        return String(cString: path)
    }

    private static func normalize(_ path: String) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/", omittingEmptySubsequences: true) {
            switch part {
            case ".": continue
            case "..": if !parts.isEmpty { parts.removeLast() }
            default: parts.append(part)
            }
        }
        return "/" + parts.joined(separator: "/")
    }
}
