internal import KapellCore

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The program `kapell-extract`: one document on standard input, one ``ExtractionFrame`` on standard output.
///
/// Single-threaded and without an event loop, so that little can go wrong when memory runs out.
package enum ExtractProgram {
    /// - Parameter arguments: the command line with the program's name.
    /// - Returns: the exit code: 0 when a frame was written (a document or an error), 64 for a wrong command line.
    package static func run(_ arguments: [String]) -> Int32 {
        let options: ExtractOptions
        switch ExtractOptions.parse(Array(arguments.dropFirst())) {
        case .options(let parsed): options = parsed
        case .execute(let parent, let program, let arguments):
            return ToolExec.run(parent: parent, program: program, arguments: arguments)
        case .help:
            write(Array(ExtractOptions.help.utf8), to: STDOUT_FILENO)
            return 0
        case .wrong(let message):
            write(Array("kapell-extract: \(message)\n\n\(ExtractOptions.help)".utf8), to: STDERR_FILENO)
            return 64
        }
        if let failure = ChildLimits.apply(options) {
            write(ExtractionFrame.failure(failure).encoded(), to: STDOUT_FILENO)
            return 0
        }
        if let test = options.selfTest { return SelfTest.run(test) }
        write(answer(to: options).encoded(), to: STDOUT_FILENO)
        return 0
    }

    private static func answer(to options: ExtractOptions) -> ExtractionFrame {
        do throws(KapellError) {
            let bytes = try readInput(options)
            let source = DocumentSource(bytes: bytes, name: options.name)
            guard !bytes.isEmpty else { throw DocumentExtractor.emptyError(options.name) }
            let tools = ToolRunner(limits: options.limits)
            if let page = options.page {
                let drawn = try options.part.map { (part) throws(KapellError) in
                    try PartReader.part(part, of: source, tools: tools)
                }
                let drawing = PageDrawing(source: drawn ?? source, tools: tools)
                return .image(try drawing.image(of: page, side: options.side))
            }
            let format = try FormatRegistry.format(for: source)
            let document = try format.read(source, tools: tools)
            guard document.text.utf8.count <= options.limits.outputBytes else {
                throw DocumentExtractor.outputError(options.name, limit: options.limits.outputBytes)
            }
            return .document(document)
        } catch {
            return .failure(error)
        }
    }

    private static func readInput(_ options: ExtractOptions) throws(KapellError) -> [UInt8] {
        var bytes: [UInt8] = []
        var status = stat()
        if fstat(STDIN_FILENO, &status) == 0, status.st_size > 0 {
            bytes.reserveCapacity(min(Int(status.st_size), options.limits.inputBytes) + 1)
        }
        var chunk = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let count = read(STDIN_FILENO, &chunk, chunk.count)
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                throw KapellError(
                    .storage, "\(options.name) could not be read: \(String(cString: strerror(errno))).",
                    remedy: "Check that the file can be read.")
            }
            bytes.append(contentsOf: chunk[..<count])
            guard bytes.count <= options.limits.inputBytes else {
                throw DocumentExtractor.inputError(options.name, size: nil, limit: options.limits.inputBytes)
            }
        }
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) {
        bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                #if canImport(Darwin)
                    let count = Darwin.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                #else
                    let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                #endif
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return }
                rest = rest.dropFirst(count)
            }
        }
    }
}
