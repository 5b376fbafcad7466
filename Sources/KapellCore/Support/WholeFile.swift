#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Files that are written whole or not at all.
package enum WholeFile {
    /// Why a file was not written: an `errno`. Nothing is left of it then, and an older one of its name is as it was.
    package struct Failure: Error {
        package let code: Int32
    }

    /// Writes bytes to the disk under another name, then gives them the name `path`: readers see the old file or the new
    /// one.
    package static func write(_ bytes: [UInt8], to path: String, mode: UInt32) throws(Failure) {
        let number = UInt64.random(in: .min ... .max)
        let part = "\(path).\(String(number, radix: 36)).part"
        let descriptor = open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode_t(mode))
        guard descriptor >= 0 else { throw Failure(code: errno) }
        var code = put(bytes, into: descriptor)
        if code == 0, fsync(descriptor) != 0 { code = errno }
        close(descriptor)
        if code == 0, rename(part, path) != 0 { code = errno }
        guard code == 0 else {
            unlink(part)
            throw Failure(code: code)
        }
    }

    /// - Returns: 0, or what went wrong.
    private static func put(_ bytes: [UInt8], into descriptor: Int32) -> Int32 {
        bytes.withUnsafeBytes { buffer in
            var done = 0
            while done < buffer.count {
                let rest = UnsafeRawBufferPointer(rebasing: buffer[done...])
                #if canImport(Glibc)
                    let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
                #else
                    let count = Darwin.write(descriptor, rest.baseAddress, rest.count)
                #endif
                if count >= 0 { done += count } else if errno != EINTR { return errno }
            }
            return 0
        }
    }
}
