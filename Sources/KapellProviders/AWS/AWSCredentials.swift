public import KapellCore

/// Keys of an AWS account.
public struct AWSCredentials: Sendable, Hashable {
    /// The id of the key, which is no secret.
    public var accessKeyID: String
    public var secretAccessKey: Secret
    /// Goes with temporary keys.
    public var sessionToken: Secret?

    public init(accessKeyID: String, secretAccessKey: Secret, sessionToken: Secret? = nil) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
    }

    /// The keys that the environment names: `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and, where it is set,
    /// `AWS_SESSION_TOKEN`; `nil` where there is no key.
    ///
    /// - Throws: `configuration` where one half of the pair is missing or cannot be used.
    public init?(environment: [String: String]) throws(KapellError) {
        let id = environment["AWS_ACCESS_KEY_ID"] ?? ""
        let secret = environment["AWS_SECRET_ACCESS_KEY"] ?? ""
        if id.isEmpty, secret.isEmpty { return nil }
        guard !id.isEmpty, !secret.isEmpty else {
            let missing = id.isEmpty ? "AWS_ACCESS_KEY_ID" : "AWS_SECRET_ACCESS_KEY"
            throw KapellError(.configuration, "\(missing) is not set.", remedy: "Set both halves of the AWS key.")
        }
        let token = environment["AWS_SESSION_TOKEN"] ?? ""
        let checked = try Secret(id, named: "AWS_ACCESS_KEY_ID")
        self.init(
            accessKeyID: checked.reveal(),
            secretAccessKey: try Secret(secret, named: "AWS_SECRET_ACCESS_KEY"),
            sessionToken: token.isEmpty ? nil : try Secret(token, named: "AWS_SESSION_TOKEN"))
    }
}
