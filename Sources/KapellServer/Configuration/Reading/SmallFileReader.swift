import KapellKnowledge

/// Reads files of settings, which are small.
enum SmallFileReader {
    /// The largest file that is read, in bytes (1 MB).
    static let limit = 1_000_000

    typealias Failure = FileReader.Failure

    static func read(_ path: String) throws(Failure) -> [UInt8] { try FileReader.read(path, limit: limit) }
}

extension FileReader.Failure {
    /// Continues "the file": what is wrong with a file of settings, and what to do about it.
    var explanation: (problem: String, remedy: String) {
        switch self {
        case .missing:
            ("does not exist.", "Correct the path, or write a first file with `kapell init`.")
        case .notPermitted:
            ("may not be read.", "Give yourself permission to read it, for example with `chmod u+r`.")
        case .notAFile, .link:
            ("is not a regular file.", "Name a file, not a folder, a pipe or a device.")
        case .tooLarge:
            ("is larger than 1 MB.", "Keep settings in it and data elsewhere.")
        case .other(let reason):
            ("cannot be read: \(reason).", "Check the file and the disk it is on.")
        }
    }
}
