public import KapellCore

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The models on this machine, under `KAPELL_HOME/models`.
///
/// A prepared model is one GGUF file at `models/local/NAME.gguf`, with its SHA-256 noted beside it. Several processes
/// may use one store at a time.
public struct ModelStore: Sendable {
    /// The folder `KAPELL_HOME`.
    public let home: String
    /// The models that can be prepared by name.
    public let catalogue: ModelCatalogue
    let pip: PipSettings
    let downloader: ModelDownloader

    /// A store in the folder `home`; nothing is created yet.
    public init(home: String) {
        self.init(
            home: home, catalogue: .standard,
            pip: PipSettings(environment: ProcessInfo.processInfo.environment), options: DownloadOptions())
    }

    package init(home: String, catalogue: ModelCatalogue, pip: PipSettings, options: DownloadOptions) {
        self.home = home
        self.catalogue = catalogue
        self.pip = pip
        self.downloader = ModelDownloader(options: options)
    }

    var folder: String { "\(home)/models/local" }
    var downloads: String { "\(home)/models/downloads" }

    /// Where the model of that short name lies.
    func file(_ short: String) -> String { "\(folder)/\(short).gguf" }

    /// The path of a model that is ready.
    ///
    /// Looks at the file's length and time only, so it is quick. Fails with `.notFound` when the model is not on this
    /// machine, with `.corrupt` when its file is not the one that was prepared; both name the command that helps.
    /// - Parameter reference: `local/NAME`, `NAME`, or the path of a `.gguf` file.
    public func path(for reference: String) throws(KapellError) -> String {
        switch try ModelReference(reference) {
        case .file(let path):
            return try existing(path)
        case .name(let short):
            let path = file(short)
            guard let facts = FileSystem.facts(of: path) else {
                throw missing(short)
            }
            guard let record = ModelRecord(of: path), record.bytes == facts.bytes,
                isExpected(record.sha256, short)
            else {
                throw KapellError(
                    .corrupt, "The file of local/\(short) is not the one that was prepared: \(path).",
                    remedy: "Run: kapell pull local/\(short)")
            }
            return path
        }
    }

    /// Whether a recorded hash is the one the catalogue pins, if it pins one.
    func isExpected(_ sha256: String, _ short: String) -> Bool {
        guard let entry = catalogue.entry(short) else { return true }
        return entry.sha256 == sha256
    }

    /// A path given by the user, with the tilde resolved; the file must be there.
    func existing(_ path: String) throws(KapellError) -> String {
        var path = path
        if path.hasPrefix("~/"), let folder = ProcessInfo.processInfo.environment["HOME"] {
            path = folder + path.dropFirst()
        }
        guard FileSystem.facts(of: path) != nil else {
            throw KapellError(
                .notFound, "There is no model file at \(path).",
                remedy: "Check the path, or name a model; 'kapell models' lists them.")
        }
        return path
    }

    func missing(_ short: String) -> KapellError {
        if catalogue.entry(short) != nil {
            return KapellError(
                .notFound, "The model local/\(short) is not on this machine yet.",
                remedy: "Run: kapell pull local/\(short)")
        }
        let known = catalogue.entries.map(\.name).joined(separator: ", ")
        return KapellError(
            .notFound, "There is no local model \(short).",
            remedy: "Known by name: \(known). Any other: kapell pull URL --sha256 HEX --name \(short)")
    }
}
