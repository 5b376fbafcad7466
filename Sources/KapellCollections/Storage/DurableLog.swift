internal import KapellCore
internal import KapellVectors

/// The log of a collection in a folder.
final class DurableLog: ChangeLog {
    private let log: RecordLog
    private let coder: ChangeCoder

    init(_ log: RecordLog, coder: ChangeCoder) {
        self.log = log
        self.coder = coder
    }

    var lastSequence: UInt64 { log.lastSequence }

    func encode(_ change: LoggedChange) throws(KapellError) -> [UInt8] {
        let bytes = coder.encode(change)
        guard bytes.count <= log.options.maximumRecordBytes else {
            throw KapellError(RecordLogError.recordTooLarge(bytes: bytes.count, limit: log.options.maximumRecordBytes))
        }
        return bytes
    }

    func append(_ changes: [[UInt8]]) async throws(KapellError) -> UInt64 {
        do throws(RecordLogError) { return try await log.append(changes) } catch { throw KapellError(error) }
    }

    func truncate(through sequence: UInt64) async throws(KapellError) {
        do throws(RecordLogError) { try await log.truncate(through: sequence) } catch { throw KapellError(error) }
    }

    func close() { log.close() }
}

extension KapellError {
    init(_ error: RecordLogError) {
        let code: Code =
            switch error {
            case .locked: .conflict
            case .readOnly: .permission
            case .diskFull: .diskFull
            case .damaged: .corrupt
            case .unsupported: .unsupported
            case .recordTooLarge: .tooLarge
            case .closed: .unavailable
            default: .storage
            }
        self.init(code, error.description, remedy: error.remedy)
    }
}
