internal import KapellCore
internal import KapellZip

/// A document that is a ZIP archive of parts: Office files and books. Everything stays inside the archive.
struct PackedFile {
    let source: DocumentSource
    let archive: ZipArchive

    private static let limits = ZipLimits(entries: 20_000, directoryBytes: 16 << 20, entryBytes: 256 << 20)

    /// Reads the directory.
    ///
    /// - Throws: `.corrupt` when the archive is not sound, `.tooLarge` above a limit.
    init(_ source: DocumentSource) throws(KapellError) {
        self.source = source
        do throws(KapellError) {
            archive = try ZipArchive(MemoryBytes(source.bytes, name: source.plainName), limits: Self.limits)
        } catch {
            guard error.code == .corrupt else { throw error }
            throw KapellError(
                .corrupt, error.message,
                remedy: "Copy or download it again, or save it anew from the program that made it.")
        }
    }

    /// The bytes of a part; `nil` when there is none.
    ///
    /// - Throws: `.limitExceeded` for one that unpacks to too much, `.encrypted`, `.corrupt`.
    func part(_ name: String) throws(KapellError) -> [UInt8]? {
        guard let entry = archive.entry(name) else { return nil }
        return try bytes(of: entry)
    }

    func bytes(of entry: ZipEntry) throws(KapellError) -> [UInt8] {
        let (size, packed) = (Int(clamping: entry.size), Int(clamping: max(1, entry.compressedSize)))
        if size > ExtractionBudget.smallBytes, size / packed > ExtractionBudget.ratio {
            throw source.bomb(entry.name, size: size)
        }
        try source.budget.takeUnpacked(size, of: source.plainName)
        return try archive.bytes(of: entry, limit: size)
    }

    /// A part that the format asks for.
    func required(_ name: String) throws(KapellError) -> [UInt8] {
        guard let bytes = try part(name) else { throw source.damaged("it has no part \(name)") }
        return bytes
    }

    /// A path of the archive that is written as seen from the folder of a part.
    static func resolve(_ target: String, from part: String) -> String {
        let target = target.split(separator: "#", omittingEmptySubsequences: false).first.map(String.init) ?? ""
        var path = target.hasPrefix("/") ? [] : part.split(separator: "/").dropLast().map(String.init)
        for piece in target.split(separator: "/") {
            switch piece {
            case ".": continue
            case "..": if !path.isEmpty { path.removeLast() }
            default: path.append(String(piece))
            }
        }
        return path.joined(separator: "/")
    }
}

extension DocumentSource {
    fileprivate func bomb(_ name: String, size: Int) -> KapellError {
        KapellError(
            .limitExceeded,
            "\(plainName) was not unpacked: \(name) would grow to \(size >> 20) MiB, more than \(ExtractionBudget.ratio) "
                + "times its packed size.",
            remedy: "If the file is to be trusted, unpack it yourself and add the documents in it.", isRetryable: false)
    }
}
