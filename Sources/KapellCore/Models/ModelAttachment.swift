/// An image or a file in a message.
public struct ModelAttachment: Sendable, Hashable {
    /// Where the bytes are.
    public enum Content: Sendable, Hashable {
        /// The bytes themselves.
        case bytes([UInt8])
        /// An address that the provider can read.
        case url(String)
    }

    /// Such as `image/png`; `nil` where only the address is known.
    public var mediaType: String?
    public var content: Content
    /// A name under which text and tools may speak of it.
    public var label: String?

    public init(_ content: Content, mediaType: String? = nil, label: String? = nil) {
        self.content = content
        self.mediaType = mediaType
        self.label = label
    }
}
