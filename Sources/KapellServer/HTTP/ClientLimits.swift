import KapellCore

/// What is borne from clients that are slow or say much.
package struct ClientLimits: Sendable {
    /// How long a connection is kept on which no request comes, or none comes to its end.
    package var idle = Duration.seconds(75)
    /// How long the body of a request to a model may take to come.
    package var body = Duration.seconds(120)

    /// Bytes of one image in a request.
    package var image = 20_000_000

    package init() {}

    /// Bytes of a request's header that are answered; the path counts.
    static let header = 64 * 1_024
    /// Bytes of a header that are read, so that one that is too large gets an answer that says so.
    static let readHeader = 512 * 1_024
}

/// A body that comes too slowly.
struct SlowBody: Error {
    let patience: Duration

    var error: KapellError {
        KapellError(
            .invalidRequest, "The request's body did not come within \(patience.components.seconds) s.",
            remedy: "Send it at once.")
    }
}
