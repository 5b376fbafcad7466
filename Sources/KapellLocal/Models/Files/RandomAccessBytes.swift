package import KapellCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Bytes of known length that can be read at any offset: a file, or memory in a test.
package protocol RandomAccessBytes: Sendable {
    /// The length in bytes.
    var count: Int64 { get }
    /// What to call these bytes in a message, usually the path.
    var name: String { get }
    /// Fills `buffer` with the bytes that start at `offset`; fails when there are fewer.
    func read(at offset: Int64, into buffer: UnsafeMutableRawBufferPointer) throws(KapellError)
}

extension RandomAccessBytes {
    /// The `length` bytes that start at `offset`.
    package func bytes(at offset: Int64, count length: Int) throws(KapellError) -> [UInt8] {
        try check(offset, length)
        var failure: KapellError?
        let bytes = [UInt8](unsafeUninitializedCapacity: length) { buffer, filled in
            let target = UnsafeMutableRawBufferPointer(start: buffer.baseAddress, count: length)
            do throws(KapellError) {
                try read(at: offset, into: target)
                filled = length
            } catch {
                failure = error
                filled = 0
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// Fails unless the range lies inside the bytes.
    func check(_ offset: Int64, _ length: Int) throws(KapellError) {
        guard offset >= 0, length >= 0, offset <= count, Int64(length) <= count - offset else {
            throw KapellError(
                .corrupt, "\(name) ends too early: \(length) bytes at offset \(offset) were asked of \(count).")
        }
    }
}

/// Bytes held in memory.
package struct MemoryBytes: RandomAccessBytes {
    package let name: String
    private let storage: [UInt8]

    package var count: Int64 { Int64(storage.count) }

    package init(_ storage: [UInt8], name: String = "bytes in memory") {
        self.storage = storage
        self.name = name
    }

    package func read(at offset: Int64, into buffer: UnsafeMutableRawBufferPointer) throws(KapellError) {
        try check(offset, buffer.count)
        let start = Int(offset)
        buffer.copyBytes(from: storage[start..<(start + buffer.count)])
    }
}

/// A regular file opened for reading. The length is the one at the time of opening.
///
/// The descriptor is closed when the last reference goes. Reads at an offset need no lock.
package final class FileBytes: RandomAccessBytes {
    package let name: String
    package let count: Int64
    private let descriptor: Int32

    /// Opens a file. Fails with `.notFound`, `.permission` or, for a folder or a device, `.invalidRequest`.
    package init(path: String) throws(KapellError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw SystemFailure.error(errno, "open", path) }
        var information = stat()
        guard fstat(descriptor, &information) == 0, information.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw KapellError(.invalidRequest, "\(path) is not a regular file.", remedy: "Name a file.")
        }
        self.descriptor = descriptor
        self.name = path
        self.count = Int64(information.st_size)
    }

    deinit {
        close(descriptor)
    }

    package func read(at offset: Int64, into buffer: UnsafeMutableRawBufferPointer) throws(KapellError) {
        try check(offset, buffer.count)
        guard let base = buffer.baseAddress else { return }
        var done = 0
        while done < buffer.count {
            let got = pread(descriptor, base + done, buffer.count - done, off_t(offset) + off_t(done))
            if got < 0 {
                if errno == EINTR { continue }
                throw SystemFailure.error(errno, "read", name)
            }
            guard got > 0 else {
                throw KapellError(.corrupt, "\(name) became shorter while it was read.")
            }
            done += got
        }
    }
}
