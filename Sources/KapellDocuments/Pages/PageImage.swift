/// A page of a document as an image.
public struct PageImage: Sendable, Hashable {
    /// The file of the image.
    public var bytes: [UInt8]
    /// `image/png` or `image/jpeg`.
    public var mediaType: String

    public init(bytes: [UInt8], mediaType: String) {
        self.bytes = bytes
        self.mediaType = mediaType
    }

    /// Points that the longer side of a drawn page may have.
    public static let side = 100...3_000

    static let png = "image/png"
}
