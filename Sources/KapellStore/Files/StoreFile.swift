import GRDB
import KapellCore

/// A SQLite file of Kapell's: where it is, what it holds, and what its failures mean to a person.
struct StoreFile: Sendable {
    /// What a file holds; decides the words of its errors.
    enum Kind: Sendable {
        case knowledge
        case journal
        case checkpoints

        /// Marks the file as ours (`PRAGMA application_id`): "KAPK", "KAPJ" and "KAPC" in ASCII.
        var applicationID: Int32 {
            switch self {
            case .knowledge: 0x4B41_504B
            case .journal: 0x4B41_504A
            case .checkpoints: 0x4B41_5043
            }
        }

        var name: String {
            switch self {
            case .knowledge: "knowledge store"
            case .journal: "journal"
            case .checkpoints: "store of checkpoints"
            }
        }

        var repair: String {
            switch self {
            case .knowledge: "Restore it from a backup, or move it away and ingest the documents again."
            case .journal: "Restore it from a backup, or move it away; a new journal is begun then."
            case .checkpoints: "Restore it from a backup, or move it away; a new one is begun then."
            }
        }
    }

    var path: String
    var kind: Kind

    /// `The knowledge store "/path"`: how messages name the file.
    var label: String { "The \(kind.name) \"\(path)\"" }

    /// Any failure of this file, in Kapell's terms.
    func failure(_ error: any Error) -> KapellError {
        if error is RowDecodingError {
            return KapellError(.corrupt, "\(label) is damaged: a value has the wrong type.", remedy: kind.repair)
        }
        guard let error = error as? DatabaseError else { return KapellError.wrapping(error) }
        return failure(code: error.resultCode.rawValue, message: error.message ?? "no message")
    }

    /// A failure by SQLite's primary result code. Source: "Result and Error Codes" of SQLite's documentation.
    func failure(code: Int32, message: String) -> KapellError {
        switch ResultCode(rawValue: code) {
        case .SQLITE_FULL:
            return full
        case .SQLITE_IOERR where !StoreFolder.hasSpace(for: path):
            return full
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            return KapellError(
                .conflict, "\(label) is in use by another program.", remedy: "Try again when that program is done.",
                isRetryable: true)
        case .SQLITE_NOTADB:
            return KapellError(.corrupt, "\(label) is not a SQLite database, or is damaged.", remedy: kind.repair)
        case .SQLITE_CORRUPT, .SQLITE_FORMAT:
            return KapellError(.corrupt, "\(label) is damaged (\(message)).", remedy: kind.repair)
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH:
            return denied
        case .SQLITE_CANTOPEN:
            if !StoreFolder.isWritable(path) { return denied }
            return KapellError(
                .storage, "\(label) cannot be opened.", remedy: "Check that its folder is there, and is a folder.")
        case .SQLITE_INTERRUPT, .SQLITE_ABORT:
            return KapellError(.cancelled, "The request was cancelled.")
        case .SQLITE_TOOBIG:
            return KapellError(
                .tooLarge, "A value is too large for \(label.lowercasedFirst).", remedy: "Split the document.")
        case .SQLITE_NOMEM:
            return KapellError(
                .limitExceeded, "There is not enough memory to use \(label.lowercasedFirst).",
                remedy: "Free some memory, and try again.")
        case .SQLITE_IOERR:
            return KapellError(
                .storage, "\(label) could not be read or written (\(message)).",
                remedy: "Check the disk that holds it, and the process' limit on file sizes.")
        default:
            return KapellError(.storage, "\(label) failed: \(message) (SQLite \(code)).")
        }
    }

    private var full: KapellError {
        KapellError(
            .diskFull, "There is no space left for \(label.lowercasedFirst). What it holds is unharmed.",
            remedy: "Free some space on that disk (or lift the limit on file sizes), and do the same again.")
    }

    private var denied: KapellError {
        KapellError(
            .permission, "\(label) may not be written.",
            remedy: "Give the user that runs kapell the right to write this file and its folder.")
    }
}

extension String {
    /// For a label in the middle of a sentence.
    fileprivate var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
