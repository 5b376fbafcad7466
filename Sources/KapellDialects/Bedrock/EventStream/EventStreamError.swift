/// Why bytes are no event stream.
public enum EventStreamError: Error, Sendable, Hashable {
    /// The lengths at the beginning of a frame contradict each other or exceed the limits.
    case length
    /// The checksum of the lengths does not fit.
    case preludeChecksum
    /// The checksum of a whole frame does not fit.
    case messageChecksum
    /// The headers cannot be read.
    case headers
}

extension EventStreamError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .length: "the lengths of a frame are out of bounds"
        case .preludeChecksum: "a frame begins with a wrong checksum"
        case .messageChecksum: "a frame ends with a wrong checksum"
        case .headers: "the headers of a frame are malformed"
        }
    }
}
