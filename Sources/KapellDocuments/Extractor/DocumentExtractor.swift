public import KapellCore

/// Reads documents, each in a child process of its own (`kapell-extract`) with limits on memory, time and output.
///
/// ```swift
/// let extractor = try DocumentExtractor()
/// let document = try await extractor.extract(bytes, name: "contract.pdf")
/// let page = document.page(at: 1200)
/// ```
///
/// A damaged or hostile file can end its child, never the calling process. Calls may run at the same time.
public struct DocumentExtractor: Sendable {
    /// The path of `kapell-extract`.
    public let executable: String
    /// What the reading of one document may use.
    public let limits: ExtractionLimits

    private let selfTest: SelfTest.Mode?

    /// - Parameters:
    ///   - executable: path of `kapell-extract`. `nil` looks for it: the path in `$KAPELL_EXTRACT`, beside the running
    ///     program, in `../libexec/kapell/` seen from there, beside the running test bundle.
    ///   - limits: what the reading of one document may use.
    /// - Throws: `.configuration` when there is no program at the place, or at any of the places, which are named.
    public init(executable: String? = nil, limits: ExtractionLimits = .init()) throws(KapellError) {
        try self.init(executable: executable, limits: limits, selfTest: nil)
    }

    /// - Parameter selfTest: lets every child misbehave in one way instead of reading, to prove the limits.
    package init(
        executable: String? = nil, limits: ExtractionLimits = .init(), selfTest: SelfTest.Mode?
    ) throws(KapellError) {
        self.executable = try ExecutableLocator.locate(executable)
        self.limits = limits
        self.selfTest = selfTest
    }

    /// Reads one document.
    ///
    /// - Parameters:
    ///   - bytes: the whole file. What it is, is decided by its bytes first and by its name second.
    ///   - name: the file's name as error messages give it; its ending tells text formats apart.
    /// - Throws: `.tooLarge`, `.invalidRequest` (empty), `.unsupported`, `.encrypted` and `.corrupt` for the file;
    ///   `.unavailable` when a program such as `pdftotext` is missing; `.limitExceeded` (memory, processor time,
    ///   output), `.timeout` (wall clock) and `.internalError` (crash) for the child process; `.cancelled` when the
    ///   task was cancelled, which kills the child. Nothing is left running in any case.
    public func extract(_ bytes: [UInt8], name: String) async throws(KapellError) -> ExtractedDocument {
        switch try await answer(to: bytes, options(name: name)) {
        case .document(let document): return document
        case .failure(let error): throw error
        case .image: throw Self.strangeAnswer(name)
        }
    }

    func options(name: String) -> ExtractOptions {
        var options = ExtractOptions()
        // An argument ends at a zero byte.
        options.name = name.split(separator: "\0").joined()
        options.limits = limits
        options.selfTest = selfTest
        return options
    }

    /// What a child says to a file, which is checked first.
    func answer(to bytes: [UInt8], _ options: ExtractOptions) async throws(KapellError) -> ExtractionFrame {
        guard bytes.count <= limits.inputBytes else {
            throw Self.inputError(options.name, size: bytes.count, limit: limits.inputBytes)
        }
        guard !bytes.isEmpty else { throw Self.emptyError(options.name) }
        guard !Task.isCancelled else { throw Self.cancelledError(options.name) }
        return try await ChildProcess(executable: executable, options: options).answer(to: bytes)
    }
}
