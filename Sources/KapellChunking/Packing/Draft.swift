import KapellCore

/// A passage before it has its text and its name.
struct Draft {
    var span: ByteSpan
    /// Where what the passage before does not hold begins.
    var fresh: Int
    var section: Int
    /// The section that its text begins in.
    var opening: Int
    var context: String
    var tableHeader: String
    /// Tokens, estimated.
    var size: Int
}
