public import KapellCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The file of the signing key: made on first use, readable by its owner alone.
public struct CertificateKeyFile: Sendable {
    public let path: String
    /// Files that are larger are no keys.
    private static let largest = 4_096

    /// - Parameter path: absolute.
    public init(path: String) { self.path = path }

    /// The key, which is made where there is none.
    ///
    /// - Throws: `.permission` where others may read the file or it may not be read or written, `.corrupt` where it is
    ///   no
    ///   key.
    public func key() throws(KapellError) -> CertificateKey {
        if let key = try load() { return key }
        try make()
        guard let key = try load() else {
            throw KapellError(.storage, "The key \(path) was made, and is gone.", remedy: "Try again.")
        }
        return key
    }

    /// The key; `nil` where there is none.
    func load() throws(KapellError) -> CertificateKey? {
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw failure("cannot be read", errno)
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure("cannot be read", errno) }
        guard status.st_mode & S_IFMT == S_IFREG, status.st_size <= Self.largest else { throw damaged }
        guard status.st_mode & 0o077 == 0 else {
            throw KapellError(
                .permission, "Others may read the key \(path), so it proves nothing.",
                remedy: "Take their permission away with `chmod 600`, or remove the file, and a new key is made.")
        }
        var bytes = [UInt8](repeating: 0, count: Self.largest)
        let count = bytes.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
        guard count >= 0 else { throw failure("cannot be read", errno) }
        guard let seed = PEM.seed(String(decoding: bytes.prefix(count), as: UTF8.self)) else { throw damaged }
        return try CertificateKey(seed: seed)
    }

    /// Writes a new key. Where another process was first, its key stays.
    private func make() throws(KapellError) {
        if let slash = path.lastIndex(of: "/"), slash > path.startIndex {
            let folder = String(path[..<slash])
            if mkdir(folder, 0o700) != 0, errno != EEXIST { throw failure("cannot be made", errno) }
        }
        let draft = "\(path).\(String(UInt64.random(in: .min ... .max), radix: 36))"
        do throws(WholeFile.Failure) {
            try WholeFile.write(Array(CertificateKey().secretPEM.utf8), to: draft, mode: 0o600)
        } catch {
            throw failure("cannot be made", error.code)
        }
        let code = link(draft, path) == 0 ? 0 : errno
        unlink(draft)
        guard code == 0 || code == EEXIST else { throw failure("cannot be made", code) }
    }

    private var damaged: KapellError {
        KapellError(
            .corrupt, "\(path) is no Ed25519 key in PEM.",
            remedy:
                "Put the key back, or remove the file: a new one is made, and the old certificates keep the old one.")
    }

    private func failure(_ what: String, _ code: Int32) -> KapellError {
        KapellError(
            code == EACCES || code == EPERM ? .permission : code == ENOSPC ? .diskFull : .storage,
            "The key \(path) \(what): \(String(cString: strerror(code))).",
            remedy: "Name another place with KAPELL_CERTIFICATE_KEY, or give yourself permission.")
    }
}
