/// Something of a request that did not survive its way from one dialect to another.
public struct DialectLoss: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable {
        /// It is not there any more.
        case dropped
        /// Something close to it stands in its place.
        case approximated
    }

    public var kind: Kind
    /// The field, as the client wrote it, such as `logit_bias` or `messages[2].content[0].cache_control`.
    public var field: String

    public init(_ kind: Kind, _ field: String) {
        self.kind = kind
        self.field = field
    }
}

extension DialectLoss: CustomStringConvertible {
    /// `dropped: logit_bias`.
    public var description: String { "\(kind.rawValue): \(field)" }
}
