import CPostgres
import Dispatch
import KapellCore
import Synchronization

/// One connection. Everything that blocks runs on its queue, never on the cooperative pool; one call at a time.
// The lock: the serial queue guards `handle`, `prepared` and `settings`.
final class PostgresConnection: @unchecked Sendable {
    private let queue = DispatchQueue(label: "kapell.postgres")
    private let target: PostgresTarget
    private let setUp: [String]
    private var handle: OpaquePointer?
    private var prepared: [String: String] = [:]
    private var settings: [String: String] = [:]
    /// What a cancellation may stop; `nil` between calls.
    private let running = Mutex<Running?>(nil)
    private let broken = Atomic(false)
    private let cancelled = Atomic(false)

    /// A PGcancel is made to be used from another thread; it is freed under the lock of `running`.
    private struct Running: @unchecked Sendable {  // lock: `running`
        var cancel: OpaquePointer?
    }

    /// - Parameter setUp: statements that are run when the connection is made.
    init(_ target: PostgresTarget, setUp: [String]) {
        self.target = target
        self.setUp = setUp
    }

    deinit {
        // The queue is idle: each of its jobs holds this object.
        if let handle { kapell_PQfinish(handle) }
    }

    /// Whether it must not be used again: it broke, or a cancellation may still be on its way to it.
    var isBroken: Bool { broken.load(ordering: .relaxed) || isCancelled }

    private var isCancelled: Bool { cancelled.load(ordering: .relaxed) }

    /// Runs `body` on the connection's thread.
    ///
    /// - Throws: `cancelled` when the task was cancelled; the statement that ran is stopped at the server.
    func run<T: Sendable>(_ body: @escaping @Sendable (borrowing Session) throws(KapellError) -> T)
        async throws(KapellError) -> T
    {
        // What it gives goes past the queue: the optimiser of Swift 6.3 cannot specialise the way through it.
        let given = Mutex<T?>(nil)
        let failure = await perform { session throws(KapellError) in
            let value = try body(session)
            given.withLock { $0 = value }
        }
        if let failure { throw failure }
        guard let value = given.withLock({ $0 }) else { throw PostgresFailure.cancelled }
        return value
    }

    private func perform(
        _ body: @escaping @Sendable (borrowing Session) throws(KapellError) -> Void
    ) async -> KapellError? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                queue.async { continuation.resume(returning: self.performInTurn(body)) }
            }
        } onCancel: {
            self.cancelled.store(true, ordering: .relaxed)
            DispatchQueue.global().async { self.stop() }
        }
    }

    /// - Returns: why it failed.
    private func performInTurn(_ body: (borrowing Session) throws(KapellError) -> Void) -> KapellError? {
        if isCancelled { return PostgresFailure.cancelled }
        do throws(KapellError) {
            let handle = try open()
            running.withLock { $0 = Running(cancel: kapell_PQgetCancel(handle)) }
            defer { end() }
            // A cancellation that came before there was anything to stop.
            if isCancelled { throw PostgresFailure.cancelled }
            try body(Session(owner: self, handle: handle))
            return nil
        } catch {
            if let handle,
                kapell_PQstatus(handle) != CONNECTION_OK || kapell_PQtransactionStatus(handle) != PQTRANS_IDLE
            {
                broken.store(true, ordering: .relaxed)
            }
            if error.code == .network { broken.store(true, ordering: .relaxed) }
            return isCancelled ? PostgresFailure.cancelled : error
        }
    }

    private func end() {
        running.withLock { running in
            if let cancel = running?.cancel { kapell_PQfreeCancel(cancel) }
            running = nil
        }
    }

    /// Asks the server to stop what runs. The lock is held meanwhile, so that it cannot hit a later call.
    private func stop() {
        running.withLock { running in
            guard let cancel = running?.cancel else { return }
            var message = [CChar](repeating: 0, count: 256)
            _ = kapell_PQcancel(cancel, &message, Int32(message.count))
        }
    }

    private func open() throws(KapellError) -> OpaquePointer {
        if let handle {
            // An idle connection that the server has closed shows it here, before anything is sent: the first look may
            // find its farewell, the second the end.
            if kapell_PQconsumeInput(handle) == 1, kapell_PQconsumeInput(handle) == 1,
                kapell_PQstatus(handle) == CONNECTION_OK
            {
                return handle
            }
            kapell_PQfinish(handle)
            self.handle = nil
            prepared = [:]
            settings = [:]
        }
        let names = target.keywords.map(\.name)
        let values = target.keywords.map(\.value)
        let made = CStrings.with(names) { names in
            CStrings.with(values) { values in kapell_PQconnectdbParams(names, values, 0) }
        }
        guard let made, kapell_PQstatus(made) == CONNECTION_OK else {
            let message = made.map { String(cString: kapell_PQerrorMessage($0)) } ?? "there is no memory"
            kapell_PQfinish(made)
            broken.store(true, ordering: .relaxed)
            throw PostgresFailure.connecting(message, target.name, secrets: target.secrets)
        }
        kapell_PQsetNoticeProcessor(made, { _, _ in }, nil)
        handle = made
        let session = Session(owner: self, handle: made)
        do throws(KapellError) { for statement in setUp { try session.execute(statement, prepares: false) } } catch {
            broken.store(true, ordering: .relaxed)
            throw error
        }
        return made
    }

    /// The connection within a call.
    struct Session: ~Copyable {
        fileprivate let owner: PostgresConnection
        fileprivate let handle: OpaquePointer

        /// Runs one statement.
        ///
        /// - Parameters:
        ///   - prepares: keeps the statement at the server, for the next time.
        ///   - describes: tells names and types of the columns too.
        @discardableResult
        func execute(
            _ sql: String, _ parameters: [PostgresParameter] = [], prepares: Bool = true, describes: Bool = false
        ) throws(KapellError) -> PostgresRows {
            guard parameters.count <= 65_535 else {
                throw KapellError(
                    .tooLarge, "The filter has more values than PostgreSQL takes in one statement.",
                    remedy: "Ask for fewer conditions; put values into one list with `in`.")
            }
            let name = prepares ? try owner.prepare(sql, handle) : nil
            let result = Self.withValues(parameters) { values, lengths, formats in
                let count = Int32(parameters.count)
                return if let name {
                    kapell_PQexecPrepared(handle, name, count, values, lengths, formats, 0)
                } else {
                    kapell_PQexecParams(handle, sql, count, nil, values, lengths, formats, 0)
                }
            }
            defer { kapell_PQclear(result) }
            var rows = try owner.rows(result, handle)
            if describes {
                rows.columns = (0..<kapell_PQnfields(result)).map { column in
                    (kapell_PQfname(result, column).map { String(cString: $0) } ?? "", kapell_PQftype(result, column))
                }
            }
            return rows
        }

        /// Runs statements for one who cannot borrow a session. It must not be used after the call has ended.
        func lent() -> (_ sql: String, _ parameters: [PostgresParameter]) throws(KapellError) -> PostgresRows {
            let (owner, handle) = (owner, handle)
            return { sql, parameters throws(KapellError) in
                try Session(owner: owner, handle: handle).execute(sql, parameters, prepares: false, describes: true)
            }
        }

        /// Changes a setting of the connection; nothing is sent where it has this value already.
        func set(_ name: String, _ value: String) throws(KapellError) {
            guard owner.settings[name] != value else { return }
            try execute("set \(name) = \(value)", prepares: false)
            owner.settings[name] = value
        }

        /// Runs `body` between `begin` and `commit`.
        func transaction<T>(_ body: () throws(KapellError) -> T) throws(KapellError) -> T {
            try execute("begin", prepares: false)
            let result: T
            do throws(KapellError) { result = try body() } catch {
                _ = try? execute("rollback", prepares: false)
                throw error
            }
            try execute("commit", prepares: false)
            return result
        }

        private static func withValues<R>(
            _ parameters: [PostgresParameter],
            _ body: (UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?) -> R
        ) -> R {
            var bytes: [UInt8] = []
            var offsets: [Int?] = []
            var (lengths, formats): ([Int32], [Int32]) = ([], [])
            for parameter in parameters {
                switch parameter {
                case .null:
                    offsets.append(nil)
                    lengths.append(0)
                    formats.append(0)
                case .text(let text):
                    offsets.append(bytes.count)
                    lengths.append(Int32(clamping: text.utf8.count))
                    formats.append(0)
                    bytes += text.utf8
                    bytes.append(0)
                case .binary(let value):
                    offsets.append(bytes.count)
                    lengths.append(Int32(clamping: value.count))
                    formats.append(1)
                    bytes += value
                    bytes.append(0)
                }
            }
            return bytes.withUnsafeBytes { memory in
                let base = memory.baseAddress?.assumingMemoryBound(to: CChar.self)
                let values = offsets.map { offset in offset.flatMap { base?.advanced(by: $0) } }
                return values.withUnsafeBufferPointer { values in
                    lengths.withUnsafeBufferPointer { lengths in
                        formats.withUnsafeBufferPointer { formats in
                            body(values.baseAddress, lengths.baseAddress, formats.baseAddress)
                        }
                    }
                }
            }
        }
    }

    private func prepare(_ sql: String, _ handle: OpaquePointer) throws(KapellError) -> String {
        if let name = prepared[sql] { return name }
        if prepared.count >= 128 {
            _ = try rows(clearing: kapell_PQexec(handle, "deallocate all"), handle)
            prepared = [:]
        }
        let name = "k\(prepared.count)"
        _ = try rows(clearing: kapell_PQprepare(handle, name, sql, 0, nil), handle)
        prepared[sql] = name
        return name
    }

    private func rows(clearing result: OpaquePointer?, _ handle: OpaquePointer) throws(KapellError) -> PostgresRows {
        defer { kapell_PQclear(result) }
        return try rows(result, handle)
    }

    private func rows(_ result: OpaquePointer?, _ handle: OpaquePointer) throws(KapellError) -> PostgresRows {
        switch kapell_PQresultStatus(result) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK: break
        default:
            // The codes of the fields are letters: C for SQLSTATE, M for the message.
            let state = kapell_PQresultErrorField(result, Int32(UInt8(ascii: "C"))).map { String(cString: $0) } ?? ""
            let message =
                kapell_PQresultErrorField(result, Int32(UInt8(ascii: "M"))).map { String(cString: $0) }
                ?? String(cString: kapell_PQerrorMessage(handle))
            throw PostgresFailure.statement(state, message, secrets: target.secrets)
        }
        var rows = PostgresRows()
        rows.changed = Int(String(cString: kapell_PQcmdTuples(result))) ?? 0
        let (count, columns) = (kapell_PQntuples(result), kapell_PQnfields(result))
        rows.rows.reserveCapacity(Int(count))
        for row in 0..<max(count, 0) {
            rows.rows.append(
                (0..<columns).map { column in
                    kapell_PQgetisnull(result, row, column) == 1
                        ? nil : kapell_PQgetvalue(result, row, column).map { String(cString: $0) }
                })
        }
        return rows
    }
}
