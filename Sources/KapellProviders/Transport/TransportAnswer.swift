/// The beginning of an answer: its body is still on the way.
public struct TransportAnswer: Sendable {
    public let status: Int
    public let headers: ResponseHeaders
    public let body: TransportBody
}
