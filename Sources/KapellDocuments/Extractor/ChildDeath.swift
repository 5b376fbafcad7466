internal import KapellCore
internal import Subprocess

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Why a child process ended without an answer.
enum ChildDeath: Sendable, Hashable {
    case wallClock
    case processorTime
    case memory
    case output
    /// Killed from outside, which on a busy machine mostly means that its memory was needed.
    case killed
    case crash(signal: Int32)
    case exit(code: Int32, errors: String)

    init(_ status: TerminationStatus, errors: String, hasAnswered: Bool) {
        let signal: Int32
        switch status {
        case .signaled(let number): signal = number
        case .exited(let code):
            self = Self.isOutOfMemory(errors) ? .memory : .exit(code: code, errors: errors)
            return
        }
        switch signal {
        case SIGXCPU: self = .processorTime
        case SIGKILL: self = .killed
        case _ where Self.isOutOfMemory(errors): self = .memory
        default: self = .crash(signal: signal)
        }
    }

    /// Whether a program says on standard error that it got no memory. Swift, C++ and poppler each have their words.
    static func isOutOfMemory(_ errors: String) -> Bool {
        let words = [
            "failed to allocate", "could not allocate", "bad_alloc", "out of memory", "cannot allocate memory",
            "failed to map segment",
        ]
        let text = errors.lowercased()
        return words.contains { text.contains($0) }
    }

    func error(reading options: ExtractOptions) -> KapellError {
        let (name, limits) = (options.name, options.limits)
        switch self {
        case .wallClock:
            return KapellError(
                .timeout, "Reading \(name) took longer than \(limits.wallSeconds) seconds and was ended.",
                remedy: "Split the document, or print it to a new PDF file and add that.", isRetryable: false)
        case .processorTime:
            return KapellError(
                .limitExceeded, "Reading \(name) took more than \(limits.cpuSeconds) seconds of processor time.",
                remedy: "Split the document, or print it to a new PDF file and add that.", isRetryable: false)
        case .memory: return Self.memoryError(name, limits)
        case .output: return DocumentExtractor.outputError(name, limit: limits.outputBytes)
        case .killed:
            return KapellError(
                .limitExceeded, "The process that read \(name) was killed from outside, probably for want of memory.",
                remedy: "Free memory on this machine and try again.", isRetryable: true)
        case .crash(let signal):
            return KapellError(
                .internalError, "The process that read \(name) crashed (signal \(signal)). The file may be damaged.",
                remedy: "Print the document to a new PDF file and add that.", isRetryable: false)
        case .exit(let code, let errors):
            let detail = errors.split(separator: "\n").first.map { ": \($0.prefix(200))" } ?? "."
            return KapellError(
                .internalError, "The process that read \(name) ended with code \(code) and no answer\(detail)",
                remedy: "Check that kapell-extract is of the same version as this program.", isRetryable: false)
        }
    }

    static func memoryError(_ name: String, _ limits: ExtractionLimits) -> KapellError {
        KapellError(
            .limitExceeded, "Reading \(name) took more than \(limits.memoryBytes >> 20) MiB of memory.",
            remedy: "Split the document, or print it to a new PDF file and add that.", isRetryable: false)
    }
}
