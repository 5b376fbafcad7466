import KapellCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A file that may be indexed.
struct SourceFile: Sendable, Hashable {
    /// Absolute path.
    var path: String
    /// Path below the source, or the file's own name when the source is a file.
    var name: String
    var bytes: Int
    /// When it was last written, in nanoseconds since 1970.
    var modified: Int64
    /// When its contents, its name's file or its permissions last changed, in nanoseconds since 1970.
    var changed: Int64 = 0
    /// Whether it was given by its own path, so that a symbolic link is followed.
    var isGiven = false
}

/// Finds the files of a folder: all regular ones, by name, without hidden files and folders and without symbolic links.
struct FileWalker {
    let maximumFiles: Int
    static let maximumDepth = 64

    private(set) var files: [SourceFile] = []
    /// Entries that were passed over, with the reason.
    private(set) var skipped: [(path: String, reason: String)] = []

    /// Lists `source`, a file or a folder; a symbolic link given as the source itself is followed.
    init(_ source: String, maximumFiles: Int = 10_000) throws {
        self.maximumFiles = maximumFiles
        var status = stat()
        guard stat(source, &status) == 0 else { throw FileReader.Failure(errno).reading(source) }
        switch status.st_mode & S_IFMT {
        case S_IFREG: add(source, name: Self.lastComponent(source), status, isGiven: true)
        case S_IFDIR: try walk(source, prefix: "", depth: 0)
        default:
            throw KapellError(
                .unsupported, "\(source) is neither a file nor a folder.", remedy: "Name a file or a folder.")
        }
    }

    private mutating func walk(_ folder: String, prefix: String, depth: Int) throws {
        guard depth < Self.maximumDepth else {
            skipped.append((folder, "folders are nested more than \(Self.maximumDepth) deep"))
            return
        }
        guard let directory = opendir(folder) else {
            let failure = FileReader.Failure(errno).reading(folder)
            if depth == 0 { throw failure }
            skipped.append((folder, failure.message))
            return
        }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = Self.name(of: entry)
            guard !name.hasPrefix(".") else { continue }
            // A path is text here; of another one the file could not be opened again.
            guard Self.isText(entry) else {
                skipped.append(("\(folder)/\(name)", "its name is not UTF-8"))
                continue
            }
            names.append(name)
        }
        for name in names.sorted() {
            let path = folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
            var status = stat()
            guard lstat(path, &status) == 0 else { continue }
            switch status.st_mode & S_IFMT {
            case S_IFREG:
                guard files.count < maximumFiles else {
                    throw KapellError(
                        .limitExceeded, "\(folder) holds more than \(maximumFiles) files.",
                        remedy: "Index its folders one by one, or raise `limits.files` in kapell.yaml.")
                }
                add(path, name: prefix + name, status)
            case S_IFDIR: try walk(path, prefix: "\(prefix)\(name)/", depth: depth + 1)
            case S_IFLNK: skipped.append((path, "it is a symbolic link"))
            default: skipped.append((path, "it is not a regular file"))
            }
        }
    }

    private mutating func add(_ path: String, name: String, _ status: stat, isGiven: Bool = false) {
        files.append(
            SourceFile(
                path: path, name: name, bytes: Int(status.st_size), modified: FileReader.modified(status),
                changed: FileReader.changed(status), isGiven: isGiven))
    }

    private static func isText(_ entry: UnsafeMutablePointer<dirent>) -> Bool {
        withUnsafeBytes(of: &entry.pointee.d_name) { String(validating: $0.prefix { $0 != 0 }, as: UTF8.self) != nil }
    }

    /// The name of an entry of a folder.
    static func name(of entry: UnsafeMutablePointer<dirent>) -> String {
        withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }

    static func lastComponent(_ path: String) -> String {
        String(path.split(separator: "/").last ?? Substring(path))
    }
}
