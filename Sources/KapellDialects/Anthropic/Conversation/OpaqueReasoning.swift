/// Reasoning that a provider has encrypted as a whole. It goes through Kapell as a signature without a text, and carries
/// a prefix that tells it from the signature of a block whose text was left out.
package enum OpaqueReasoning {
    private static let prefix = "redacted_thinking:"

    package static func signature(data: String) -> String { prefix + data }

    /// The encrypted block; `nil` where `signature` is a plain one.
    package static func data(in signature: String) -> String? {
        signature.utf8.starts(with: prefix.utf8) ? String(signature.dropFirst(prefix.count)) : nil
    }
}
