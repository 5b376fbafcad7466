/// Where a kind of provider wants its key.
public enum CredentialStyle: Sendable, Hashable {
    case bearer
    /// In the header field of this name.
    case header(String)
    /// AWS's keys, or its bearer token.
    case aws

    /// The key in its place; `nil` for AWS, which needs more than one text.
    public func credentials(_ key: Secret) -> Credentials? {
        switch self {
        case .bearer: .bearer(key)
        case .header(let name): .header(name, key)
        case .aws: nil
        }
    }
}
