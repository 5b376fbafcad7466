package import KapellCore

/// Looks for images in a client's request that no model reads, whoever answers: what is said here is said in the client's
/// own dialect, and before a provider is asked.
package enum ImageCheck {
    /// - Parameter limit: bytes of one image.
    /// - Throws: `tooLarge`, and `invalidRequest` for what is no image.
    package static func check(_ request: ModelRequest, limit: Int) throws(KapellError) {
        for message in request.messages where !message.attachments.isEmpty {
            for attachment in message.attachments { try check(attachment, limit: limit) }
        }
    }

    private static func check(_ attachment: ModelAttachment, limit: Int) throws(KapellError) {
        guard case .bytes(let bytes) = attachment.content, attachment.mediaType?.hasPrefix("image/") ?? true else {
            return
        }
        guard bytes.count <= limit else {
            throw KapellError(
                .tooLarge, "An image of the request has \(bytes.count) bytes; the limit is \(limit).",
                remedy: "Send it in a smaller size.")
        }
        guard MediaSignature.type(of: bytes) == nil else { return }
        let kind = attachment.mediaType.map { "`\($0.prefix(40))`" } ?? "without a kind"
        throw KapellError(
            .invalidRequest, "An image of the request (\(kind)) is of no kind that models read.",
            remedy: "Send PNG, JPEG, GIF or WebP.")
    }
}
