public import KapellCore

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What all errors of this module have in common, whatever Apple or Kapell names them.
///
/// ```swift
/// do {
///     return try await session.respond(to: question).content
/// } catch let failure as any ModelFailure where failure.isRetryable {
///     …
/// }
/// ```
public protocol ModelFailure: Error {
    /// What kind of failure it was; the HTTP status follows from it.
    var code: KapellError.Code { get }

    /// Whether the same request may succeed when it is made again unchanged.
    var isRetryable: Bool { get }

    /// When to ask again, where the model's provider said so: seconds since 1970.
    var retryTime: Double? { get }
}

extension ModelFailure {
    /// What failures of this kind usually are.
    public var isRetryable: Bool { code.isRetryableByDefault }

    public var retryTime: Double? { nil }

    /// The HTTP status that stands for the failure.
    public var httpStatus: Int { code.httpStatus }
}

extension KapellError: ModelFailure {
    /// `retryAfter` from now: ask for it when the error is caught.
    public var retryTime: Double? { retryAfter.map { Date().timeIntervalSince1970 + $0 / .seconds(1) } }
}

extension GeneratedContent.ParsingError: ModelFailure {
    public var code: KapellError.Code { .model }
    /// A model may write something else the next time.
    public var isRetryable: Bool { true }
}

extension GenerationSchema.SchemaError: ModelFailure {
    public var code: KapellError.Code { .invalidRequest }
}
