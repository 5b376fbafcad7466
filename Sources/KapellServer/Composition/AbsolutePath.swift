import KapellCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Paths as the system resolves them.
public enum AbsolutePath {
    /// The path with every symbolic link resolved; where it does not exist, made absolute without `.` and `..`.
    public static func of(_ path: String) -> String {
        if let resolved = realpath(path, nil) {
            defer { free(resolved) }
            return String(cString: resolved)
        }
        var parts: [Substring] = []
        for part in (path.hasPrefix("/") ? path : "\(current)/\(path)").split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/")
    }

    /// The working folder.
    public static var current: String {
        guard let path = getcwd(nil, 0) else { return "/" }
        defer { free(path) }
        return String(cString: path)
    }

    /// What a path names: a folder (`true`), something else (`false`), or nothing (`nil`).
    public static func isFolder(_ path: String) -> Bool? {
        FileKind(at: path).map { $0 == .folder }
    }
}
