import KapellCore

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension Transcript.Segment {
    var isAttachment: Bool {
        guard case .attachment = self else { return false }
        return true
    }

    /// An image or a file as models take it.
    var modelAttachment: ModelAttachment? {
        guard case .attachment(let segment) = self else { return nil }
        switch segment.content {
        case .image(let image):
            if let data = image.data {
                return ModelAttachment(.bytes([UInt8](data)), mediaType: image.mediaType, label: segment.label)
            }
            return image.url.map {
                ModelAttachment(.url($0.absoluteString), mediaType: image.mediaType, label: segment.label)
            }
        case .data(let data):
            return ModelAttachment(.bytes([UInt8](data.data)), mediaType: data.contentType, label: segment.label)
        }
    }
}

extension [Transcript.Segment] {
    /// The texts, a line apart, without images and files.
    var plainText: String {
        if count == 1, !self[0].isAttachment { return self[0].description }
        return lazy.filter { !$0.isAttachment }.map(\.description).joined(separator: "\n")
    }

    /// Images and files.
    var modelAttachments: [ModelAttachment] {
        contains(where: \.isAttachment) ? compactMap(\.modelAttachment) : []
    }
}
