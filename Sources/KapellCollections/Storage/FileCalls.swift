internal import KapellCore
internal import KapellVectors

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// What collections do with folders and small files. Every error names the path.
enum FileCalls {
    static func isThere(_ path: String) -> Bool { FileKind(at: path) != nil }

    /// Bytes of a file; 0 when it is not there.
    static func size(_ path: String) -> Int { SystemCalls.identity(at: path)?.length ?? 0 }

    /// Makes a folder, for its owner only. One that is there is left.
    static func makeFolder(_ path: String) throws(KapellError) {
        guard SystemCalls.makeFolder(path) != 0 else { return }
        let reason = SystemCalls.reason
        guard reason.isThere else { throw failure("make the folder", path, reason) }
    }

    /// The names in a folder, sorted.
    static func names(in folder: String) throws(KapellError) -> [String] {
        guard let names = SystemCalls.names(in: folder) else {
            throw KapellError(
                .storage, "Could not read the folder \(folder).", remedy: "Check that it is there, and its permissions."
            )
        }
        return names
    }

    /// Removes a file or a folder with all that is in it. What is not there is passed over.
    static func remove(_ path: String) throws(KapellError) {
        guard isThere(path) else { return }
        do { try FileManager.default.removeItem(atPath: path) } catch {
            throw KapellError(.storage, "Could not remove \(path).", remedy: "Check its permissions.")
        }
    }

    static func rename(_ source: String, to target: String) throws(KapellError) {
        guard SystemCalls.move(source, to: target) == 0 else { throw failure("rename to \(target)", source) }
    }

    /// A second name for a file that never changes; a copy of it where the file system has no such names.
    static func share(_ source: String, as target: String) throws(KapellError) {
        if SystemCalls.share(source, as: target) == 0 { return }
        do { try FileManager.default.copyItem(atPath: source, toPath: target) } catch {
            throw KapellError(
                .storage, "Could not copy \(source) to \(target).", remedy: "Check space and permissions.")
        }
        try synchronize(target)
    }

    /// Waits until a file or a folder's names are on the device.
    static func synchronize(_ path: String) throws(KapellError) {
        let descriptor = SystemCalls.openForReading(path)
        guard descriptor >= 0 else { throw failure("open", path) }
        defer { SystemCalls.closeFile(descriptor) }
        guard synchronize(descriptor) else { throw failure("write to the device", path) }
    }

    /// Writes a small file, durably and as a whole: a crash leaves the old one or the new one.
    static func write(_ bytes: [UInt8], to path: String) throws(KapellError) {
        let temporary = path + ".new"
        let descriptor = SystemCalls.openForWriting(temporary)
        guard descriptor >= 0 else { throw failure("make", temporary) }
        defer { SystemCalls.closeFile(descriptor) }
        guard SystemCalls.cut(descriptor, to: 0) == 0 else { throw failure("empty", temporary) }
        var start = 0
        while start < bytes.count {
            let step = bytes.withUnsafeBytes {
                SystemCalls.writeSome(descriptor, UnsafeRawBufferPointer(rebasing: $0[start...]))
            }
            guard step > 0 else { throw failure("write", temporary) }
            start += step
        }
        guard synchronize(descriptor) else { throw failure("write to the device", temporary) }
        try rename(temporary, to: path)
        try synchronize(SystemCalls.folder(of: path))
    }

    static func read(_ path: String, most: Int) throws(KapellError) -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else { throw failure("read", path) }
        guard data.count <= most else {
            throw KapellError(.corrupt, "The file \(path) has \(data.count) bytes; at most \(most) were expected.")
        }
        return [UInt8](data)
    }

    /// Copies a file or a folder with all that is in it, durably.
    static func copy(_ source: String, to target: String) throws(KapellError) {
        do { try FileManager.default.copyItem(atPath: source, toPath: target) } catch {
            throw KapellError(
                .storage, "Could not copy \(source) to \(target).", remedy: "Check space and permissions.")
        }
        try synchronizeAll(target)
    }

    private static func synchronizeAll(_ path: String) throws(KapellError) {
        if FileKind(at: path) == .folder {
            for name in try names(in: path) { try synchronizeAll("\(path)/\(name)") }
        }
        try synchronize(path)
    }

    private static func synchronize(_ descriptor: Int32) -> Bool {
        // Some file systems have nothing to synchronise for a folder.
        SystemCalls.synchronize(descriptor) == 0 || SystemCalls.reason.isUnsupported
    }

    private static func failure(
        _ what: String, _ path: String, _ reason: SystemCalls.Reason = SystemCalls.reason
    ) -> KapellError {
        if reason.isFull {
            return KapellError(.diskFull, "The disk is full: \(path).", remedy: "Free space and try again.")
        }
        if reason.isReadOnly {
            return KapellError(
                .permission, "Could not \(what) \(path): \(reason.text).",
                remedy: "Check the permissions of the folder.")
        }
        return KapellError(
            .storage, "Could not \(what) \(path): \(reason.text).", remedy: "Check the path and its permissions.")
    }
}
