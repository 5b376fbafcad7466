import KapellCore

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Reads an image from a file of this machine.
///
/// Nothing but images is read, by their first bytes: an address that somebody else has written must not send any other
/// file to a provider.
enum ImageFile {
    /// No provider takes a larger image.
    static let limit = 20 * 1024 * 1024

    /// - Parameter address: begins with `file:`.
    static func read(_ address: String) throws -> (bytes: [UInt8], mediaType: String) {
        guard let url = URL(string: address), url.isFileURL else {
            throw KapellError(
                .invalidRequest, "The address of an image is not that of a file: \(address.prefix(200))",
                remedy: "Make it with `URL(filePath:)`.")
        }
        let name = url.lastPathComponent
        let attributes: [FileAttributeKey: Any]
        do {
            // A link is followed, so that what is measured is what is read.
            attributes = try FileManager.default.attributesOfItem(atPath: url.resolvingSymlinksInPath().path)
        } catch {
            throw KapellError(
                .notFound, "The image \(name) cannot be read.", remedy: "Check that the file is there and readable.")
        }
        guard attributes[.type] as? FileAttributeType == .typeRegular else {
            throw KapellError(.invalidRequest, "\(name) is not a file.", remedy: "Name an image.")
        }
        let size = (attributes[.size] as? any BinaryInteger).map { Int(clamping: $0) } ?? attributes[.size] as? Int ?? 0
        guard size <= limit else {
            throw KapellError(
                .tooLarge, "The image \(name) has \(size) bytes; at most \(limit) are sent.",
                remedy: "Make it smaller.")
        }
        let bytes: [UInt8]
        do {
            bytes = [UInt8](try Data(contentsOf: url))
        } catch {
            throw KapellError(
                .permission, "The image \(name) cannot be read.", remedy: "Check that the file is readable.")
        }
        guard bytes.count <= limit, let type = mediaType(of: bytes) else {
            throw KapellError(
                .invalidRequest, "\(name) is not an image that models read.",
                remedy:
                    "Use PNG, JPEG, GIF or WebP, or give the bytes with their type: `Attachment(imageData:mediaType:)`."
            )
        }
        return (bytes, type)
    }

    /// The type by the first bytes, of those that providers take.
    static func mediaType(of bytes: [UInt8]) -> String? {
        if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) { return "image/png" }
        if bytes.starts(with: [0xFF, 0xD8, 0xFF]) { return "image/jpeg" }
        if bytes.starts(with: "GIF87a".utf8) || bytes.starts(with: "GIF89a".utf8) { return "image/gif" }
        if bytes.starts(with: "RIFF".utf8), bytes.dropFirst(8).starts(with: "WEBP".utf8) { return "image/webp" }
        return nil
    }
}
