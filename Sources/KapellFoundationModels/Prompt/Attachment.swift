#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// What an ``Attachment`` holds.
public protocol AttachmentContent: Sendable {}

/// An image.
public struct ImageAttachmentContent: AttachmentContent, Equatable {
    var image: Transcript.ImageAttachment
}

/// An image in a prompt, or in what a tool gives. In instructions, ``BackendModel`` refuses it: no provider takes it.
///
/// ```swift
/// let prompt = Prompt {
///     "What is on the picture?"
///     Attachment(imageURL: url).label("picture")
/// }
/// ```
///
/// Models that cannot read images refuse it; see ``LanguageModelCapabilities/Capability/vision``.
public struct Attachment<Content: AttachmentContent>: Sendable {
    var content: Content
    var label: String?

    /// The attachment under a name that text and tools may use.
    public func label(_ label: String) -> Attachment<Content> {
        var copy = self
        copy.label = label
        return copy
    }
}

extension Attachment where Content == ImageAttachmentContent {
    /// The image at an address: a file of this machine, or an address that the provider can read.
    ///
    /// A file is read with each request: PNG, JPEG, GIF or WebP of at most 20 MiB. One that cannot be sent is an error
    /// of the request.
    public init(imageURL: URL) { self.init(content: Content(image: .init(imageURL: imageURL))) }

    /// An image in memory.
    ///
    /// - Parameter mediaType: such as `image/png`.
    public init(imageData: Data, mediaType: String) {
        self.init(content: Content(image: .init(data: imageData, mediaType: mediaType)))
    }

    private var segment: Transcript.Segment {
        .attachment(Transcript.AttachmentSegment(id: EntryID.make(), content: .image(content.image), label: label))
    }
}

extension Attachment: PromptRepresentable where Content == ImageAttachmentContent {
    public var promptRepresentation: Prompt { return Prompt(PromptContent(segment)) }
}

extension Attachment: InstructionsRepresentable where Content == ImageAttachmentContent {
    public var instructionsRepresentation: Instructions { return Instructions(PromptContent(segment)) }
}
