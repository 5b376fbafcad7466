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
    static let jpeg = "image/jpeg"

    /// The type of a file that is a page as it is; `nil` for what must be drawn. Its first bytes say it.
    static func type(of source: DocumentSource) -> String? {
        switch ImageSize.kind(of: source) {
        case .png: png
        case .jpeg: jpeg
        case .tiff, nil: nil
        }
    }
}
