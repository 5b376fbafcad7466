#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The operating system's file calls under names of their own, repeated when a signal interrupts them.
/// Each gives -1 on failure, and `reason` is then why.
package enum SystemCalls {
    /// Why the last call on this thread failed.
    package struct Reason {
        let code = errno
        package var isMissing: Bool { code == ENOENT }
        package var isFull: Bool { code == ENOSPC || code == EDQUOT || code == EFBIG }
        package var isReadOnly: Bool { code == EROFS || code == EACCES || code == EPERM }
        package var isThere: Bool { code == EEXIST }
        package var isTaken: Bool { code == EWOULDBLOCK || code == EAGAIN }
        package var isUnsupported: Bool { code == EINVAL || code == ENOTSUP }
        package var text: String { String(cString: strerror(code)) }
    }

    package static var reason: Reason { Reason() }

    /// Which file a descriptor or a path stands for.
    package struct Identity: Equatable {
        package let device: UInt64
        package let number: UInt64
        package let length: Int
        package let isRegular: Bool

        init(_ status: stat) {
            device = UInt64(truncatingIfNeeded: status.st_dev)
            number = UInt64(truncatingIfNeeded: status.st_ino)
            length = Int(status.st_size)
            isRegular = status.st_mode & S_IFMT == S_IFREG
        }
    }

    /// Non-blocking, so that a pipe at the path cannot hold the caller.
    package static func openForReading(_ path: String) -> Int32 {
        retrying { open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
    }

    /// Creates the file, for its owner only, or opens what is there, but not through a symbolic link.
    package static func openForWriting(_ path: String) -> Int32 {
        retrying { open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o600) }
    }

    /// Opens a file that is there, to read it and to write behind its end; not through a symbolic link.
    package static func openForAppending(_ path: String) -> Int32 {
        retrying { open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_APPEND) }
    }

    /// A file's bytes in memory, to be read; nil when it cannot be mapped.
    package static func map(_ descriptor: Int32, length: Int) -> UnsafeRawPointer? {
        guard let start = mmap(nil, length, PROT_READ, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED else {
            return nil
        }
        return UnsafeRawPointer(start)
    }

    package static func unmap(_ start: UnsafeRawPointer, length: Int) {
        munmap(UnsafeMutableRawPointer(mutating: start), length)
    }

    /// Makes a folder for its owner only.
    package static func makeFolder(_ path: String) -> Int32 {
        mkdir(path, 0o700)
    }

    /// The names in a folder, sorted; nil when it cannot be read.
    package static func names(in folder: String) -> [String]? {
        guard let stream = opendir(folder) else { return nil }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    package static func openFolder(_ path: String) -> Int32 {
        retrying { open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    }

    package static func closeFile(_ descriptor: Int32) {
        _ = close(descriptor)
    }

    package static func identity(_ descriptor: Int32) -> Identity? {
        var status = stat()
        return fstat(descriptor, &status) == 0 ? Identity(status) : nil
    }

    package static func identity(at path: String) -> Identity? {
        var status = stat()
        return lstat(path, &status) == 0 ? Identity(status) : nil
    }

    /// Waits for the lock, which ends when the file is closed.
    package static func lock(_ descriptor: Int32) -> Int32 {
        retrying { flock(descriptor, LOCK_EX) }
    }

    /// Takes the lock or fails at once, with a reason that `isTaken`.
    package static func tryLock(_ descriptor: Int32) -> Int32 {
        retrying { flock(descriptor, LOCK_EX | LOCK_NB) }
    }

    /// Gives the lock back before the file is closed: a child process that is being started may have the file open.
    package static func unlock(_ descriptor: Int32) {
        _ = retrying { flock(descriptor, LOCK_UN) }
    }

    /// Cuts the file off behind so many bytes.
    package static func cut(_ descriptor: Int32, to length: Int) -> Int32 {
        retrying { ftruncate(descriptor, off_t(length)) }
    }

    package static func readSome(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
        retrying { read(descriptor, buffer.baseAddress, min(buffer.count, 1 << 30)) }
    }

    package static func readSome(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer, at offset: Int) -> Int {
        retrying { pread(descriptor, buffer.baseAddress, min(buffer.count, 1 << 30), off_t(offset)) }
    }

    package static func writeSome(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
        retrying { write(descriptor, bytes.baseAddress, min(bytes.count, 1 << 30)) }
    }

    package static func moveToStart(_ descriptor: Int32) -> Int32 {
        lseek(descriptor, 0, SEEK_SET) == 0 ? 0 : -1
    }

    /// Waits until the file or folder is on the device.
    package static func synchronize(_ descriptor: Int32) -> Int32 {
        #if canImport(Darwin)
            if fcntl(descriptor, F_FULLFSYNC) == 0 { return 0 }
        #endif
        return retrying { fsync(descriptor) }
    }

    package static func move(_ source: String, to target: String) -> Int32 {
        rename(source, target)
    }

    /// Gives a file a second name.
    package static func share(_ source: String, as target: String) -> Int32 {
        link(source, target)
    }

    /// The folder that a path lies in.
    package static func folder(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    @discardableResult
    package static func removeFile(_ path: String) -> Int32 {
        unlink(path)
    }

    private static func retrying<Result: SignedInteger>(_ call: () -> Result) -> Result {
        while true {
            let result = call()
            if result >= 0 || errno != EINTR { return result }
        }
    }
}
