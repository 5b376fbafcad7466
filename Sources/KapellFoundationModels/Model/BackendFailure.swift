import KapellCore

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Errors of a backend that Apple has a name for, under that name.
enum BackendFailure {
    /// Under which the backend's own error, a `KapellError`, stands in the metadata.
    static let errorKey = "kapell.error"
    /// Under which the time to ask again stands, seconds since 1970.
    static let timeKey = "kapell.retryTime"

    /// - Parameter now: when the error came.
    static func translated(_ error: any Error, now: Date = Date()) -> any Error {
        guard let error = error as? KapellError else { return error }
        var metadata: [String: any Sendable] = [errorKey: error]
        let time = error.retryAfter.map { now.addingTimeInterval($0 / .seconds(1)) }
        if let time { metadata[timeKey] = time.timeIntervalSince1970 }
        let text = error.description
        switch error.code {
        case .cancelled: return CancellationError()
        case .limitExceeded:
            return LanguageModelError.rateLimited(.init(resetDate: time, debugDescription: text, metadata: metadata))
        case .timeout: return LanguageModelError.timeout(.init(debugDescription: text, metadata: metadata))
        case .contextWindow:
            return LanguageModelError.contextSizeExceeded(
                .init(contextSize: 0, tokenCount: 0, debugDescription: text, metadata: metadata))
        case .contentPolicy:
            return LanguageModelError.guardrailViolation(.init(debugDescription: text, metadata: metadata))
        default: return error
        }
    }
}
