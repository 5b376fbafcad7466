import KapellCore

/// Takes out of what a provider says the secrets that it was sent and may have repeated: those of its credentials, and
/// the values of header fields that the configuration adds.
struct Redactor: Sendable {
    /// Shorter values of header fields are words such as `true`, which stand in messages for other reasons.
    private static let shortestValue = 8
    private let secrets: [Secret]

    init(_ credentials: Credentials, headers: [String: String] = [:]) {
        let values = headers.values.filter { $0.utf8.count >= Self.shortestValue }.sorted {
            $0.utf8.count > $1.utf8.count
        }
        secrets = credentials.secrets + values.compactMap { try? Secret($0) }
    }

    /// An error without the secrets that a provider may have put into its message.
    func redacted(_ error: KapellError) -> KapellError {
        var error = error
        for secret in secrets {
            error.message = secret.redacted(error.message)
            error.remedy = error.remedy.map(secret.redacted)
        }
        return error
    }

    /// A provider's answer without the secrets that it may have repeated.
    func redacted(_ bytes: [UInt8]) -> [UInt8] { secrets.reduce(bytes) { $1.redacted($0) } }
}
