import KapellCore

/// Makes the images and files of a request fit for a backend, or says why they cannot be sent.
enum BackendAttachments {
    /// Reads images that are files of this machine.
    ///
    /// - Throws: `LanguageModelError.unsupportedTranscriptContent` for instructions with images,
    ///   `LanguageModelError.unsupportedCapability` where the backend reads none, and a `KapellError` for a file that
    ///   cannot be sent.
    static func prepare(
        _ messages: inout [ModelMessage], _ backend: any ModelBackend, _ transcript: Transcript
    ) throws {
        for place in messages.indices where !messages[place].attachments.isEmpty {
            guard messages[place].role != .system else { throw refused(transcript) }
            guard backend.features.contains(.images) else {
                throw LanguageModelError.unsupportedCapability(
                    .init(
                        capability: .vision,
                        debugDescription:
                            "\(backend.model) cannot read images and files. Use a model that can, or leave them out."))
            }
            for index in messages[place].attachments.indices {
                guard case .url(let address) = messages[place].attachments[index].content,
                    address.utf8.starts(with: "file:".utf8)
                else { continue }
                let file = try ImageFile.read(address)
                messages[place].attachments[index].content = .bytes(file.bytes)
                messages[place].attachments[index].mediaType = file.mediaType
            }
        }
    }

    private static func refused(_ transcript: Transcript) -> LanguageModelError {
        let entries = transcript.filter { entry in
            guard case .instructions(let entry) = entry else { return false }
            return entry.segments.contains(where: \.isAttachment)
        }
        return .unsupportedTranscriptContent(
            .init(
                unsupportedContent: Array(entries),
                debugDescription: "Instructions cannot hold images and files: no provider takes them. "
                    + "Put them into the prompt."))
    }
}
