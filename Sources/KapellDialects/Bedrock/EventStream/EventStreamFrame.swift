/// One message of an AWS event stream (`application/vnd.amazon.eventstream`).
///
/// On the wire, all numbers big-endian: the length of the whole frame and that of the headers (32 bits each), the
/// CRC-32 of these eight bytes, the headers, the payload, and the CRC-32 of all that came before.
///
/// Source of the format: the event stream encoding of the Smithy documentation; checked against botocore.
public struct EventStreamFrame: Sendable, Hashable {
    /// A header: a name of 1 to 255 bytes, and its value.
    public struct Header: Sendable, Hashable {
        public var name: String
        public var value: EventStreamValue

        public init(_ name: String, _ value: EventStreamValue) {
            self.name = name
            self.value = value
        }
    }

    /// The most bytes that headers may take together.
    public static let headersLimit = 128 * 1_024
    /// The most bytes that a payload may have.
    public static let payloadLimit = 24 * 1_024 * 1_024
    /// Bytes of a frame beside its headers and its payload.
    static let overhead = 16
    /// Bytes before the headers.
    static let preludeLength = 12

    public var headers: [Header]
    public var payload: [UInt8]

    public init(headers: [Header], payload: [UInt8]) {
        self.headers = headers
        self.payload = payload
    }

    /// The text of the header `name`; `nil` where it is missing or no text.
    public func text(_ name: String) -> String? {
        for header in headers where header.name == name { return header.value.stringValue }
        return nil
    }
}
