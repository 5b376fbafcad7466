#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

extension Transcript {
    /// An image or a file in an entry.
    public struct AttachmentSegment: Sendable, Identifiable, Equatable, CustomStringConvertible {
        public var id: String
        public var content: Attachment
        /// A name under which text and tools may speak of it.
        public var label: String?

        public init(id: String = UUID().uuidString, content: Attachment, label: String? = nil) {
            self.id = id
            self.content = content
            self.label = label
        }

        public var description: String { "[\(label ?? content.kind)]" }
    }

    /// What is attached.
    public enum Attachment: Sendable, Equatable {
        case image(ImageAttachment)
        case data(DataAttachment)

        var kind: String {
            switch self {
            case .image: "image"
            case .data(let data): data.contentType
            }
        }

        /// Bytes in memory; 0 for an address.
        var byteCount: Int {
            switch self {
            case .image(let image): image.data?.count ?? 0
            case .data(let data): data.data.count
            }
        }
    }

    /// An image, by its address or in memory.
    public struct ImageAttachment: Sendable, Equatable {
        /// Where the image is; `nil` for one in memory.
        public var url: URL?
        /// The bytes of an image in memory.
        public var data: Data?
        /// Such as `image/png`; `nil` where only the address is known.
        public var mediaType: String?

        public init(imageURL: URL) { url = imageURL }

        /// An image in memory.
        public init(data: Data, mediaType: String) {
            self.data = data
            self.mediaType = mediaType
        }
    }

    /// Bytes with the type of their content.
    public struct DataAttachment: Sendable, Equatable {
        /// Such as `application/pdf`.
        public var contentType: String
        public var data: Data

        public init(contentType: String, data: Data) {
            self.contentType = contentType
            self.data = data
        }
    }
}
