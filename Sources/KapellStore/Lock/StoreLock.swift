public import KapellCore
import KapellJSON
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Holds a store's folder for one process, and tells others who holds it.
///
/// The lock is the system's own (`flock`) on `owner.lock` in the folder: it ends with the process, however that ends.
/// It also ends with ``release()``, and when the object is let go. The file stays; what it says counts only while it is
/// locked.
public final class StoreLock: Sendable {
    private struct State {
        var descriptor: Int32
        var owner: StoreOwner
    }

    public let folder: String
    private let state: Mutex<State>

    private init(folder: String, descriptor: Int32, owner: StoreOwner) {
        self.folder = folder
        state = Mutex(State(descriptor: descriptor, owner: owner))
    }

    deinit { release() }

    /// Takes the folder, which is made where there is none.
    ///
    /// - Throws: `.conflict` that names the command, pid and address of the process that holds it.
    public static func acquire(folder: String, owner: StoreOwner) throws(KapellError) -> StoreLock {
        try StoreFolder.create(folder)
        // Whoever asks for the owner holds a shared lock for an instant; it is waited out.
        for attempt in 0..<10 {
            if attempt > 0 { usleep(10_000) }
            if let lock = try attemptToAcquire(folder, owner) { return lock }
        }
        let holder = read(path(folder))
        throw KapellError(
            .conflict, "The store \"\(folder)\" is held by \(holder?.label ?? "another process").",
            remedy: "Use that process, or stop it first"
                + (holder.map { ": kill \($0.pid)." } ?? "."),
            isRetryable: true)
    }

    /// Takes the folder, and waits for whoever holds it: for short commands.
    ///
    /// - Throws: `.conflict` when it is still held after `waiting`; `.cancelled` when the task is cancelled.
    public static func acquire(
        folder: String, owner: StoreOwner, waiting: Duration
    ) async throws(KapellError) -> StoreLock {
        let deadline = ContinuousClock.now + waiting
        try StoreFolder.create(folder)
        while ContinuousClock.now < deadline {
            if let lock = try attemptToAcquire(folder, owner) { return lock }
            do { try await Task.sleep(for: .milliseconds(25)) } catch { throw KapellError.wrapping(error) }
        }
        return try acquire(folder: folder, owner: owner)
    }

    /// The process that holds the folder; `nil` when none does.
    public static func owner(of folder: String) -> StoreOwner? {
        let path = path(folder)
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        // The lock is what counts: the file outlives its process.
        if flock(descriptor, LOCK_SH | LOCK_NB) == 0 { return nil }
        for _ in 0..<10 {
            if let owner = read(path) { return owner }
            usleep(5_000)
        }
        return nil
    }

    /// The process, as the file says it.
    public var owner: StoreOwner { state.withLock(\.owner) }

    /// Tells others where this process now serves.
    public func update(address: String?, socket: String?) throws(KapellError) {
        try state.withLock { state throws(KapellError) in
            state.owner.address = address
            state.owner.socket = socket
            if state.descriptor >= 0 {
                try Self.write(state.owner, to: state.descriptor, path: Self.path(folder))
            }
        }
    }

    /// Gives the folder free. Doing so again does nothing.
    public func release() {
        state.withLock { state in
            guard state.descriptor >= 0 else { return }
            ftruncate(state.descriptor, 0)
            close(state.descriptor)
            state.descriptor = -1
        }
    }

    private static func path(_ folder: String) -> String { "\(folder)/owner.lock" }

    private static func attemptToAcquire(
        _ folder: String, _ owner: StoreOwner
    ) throws(KapellError) -> StoreLock? {
        let path = path(folder)
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw StoreFolder.failure(errno, path: path, action: "opened") }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let reason = errno
            close(descriptor)
            guard reason == EWOULDBLOCK || reason == EINTR else {
                throw StoreFolder.failure(reason, path: path, action: "locked")
            }
            return nil
        }
        // Someone may have removed the file since it was opened; a lock on it would then bind nobody.
        var (held, there) = (stat(), stat())
        guard fstat(descriptor, &held) == 0, stat(path, &there) == 0, held.st_ino == there.st_ino else {
            close(descriptor)
            return nil
        }
        do { try write(owner, to: descriptor, path: path) } catch {
            close(descriptor)
            throw error
        }
        return StoreLock(folder: folder, descriptor: descriptor, owner: owner)
    }

    private static func write(_ owner: StoreOwner, to descriptor: Int32, path: String) throws(KapellError) {
        let bytes = JSONValue.object(owner.json).serializedBytes()
        guard pwrite(descriptor, bytes, bytes.count, 0) == bytes.count,
            ftruncate(descriptor, off_t(bytes.count)) == 0
        else { throw StoreFolder.failure(errno, path: path, action: "written") }
    }

    private static func read(_ path: String) -> StoreOwner? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        guard count > 0, let object = (try? JSONValue(parsing: bytes[..<count]))?.objectValue else { return nil }
        return StoreOwner(json: object)
    }
}
