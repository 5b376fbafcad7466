import KapellCore

/// Makes the images and files of a request fit for a backend, or says why they cannot be sent.
enum BackendAttachments {
    /// The messages with the images read that are files of this machine.
    ///
    /// Where no message has any, these are the same in memory: a session's turn must not cost a copy of its history.
    ///
    /// - Throws: `LanguageModelError.unsupportedTranscriptContent` for instructions with images,
    ///   `LanguageModelError.unsupportedCapability` where the backend reads none, and a `KapellError` for a file that
    ///   cannot be sent.
    static func prepare(
        _ messages: [ModelMessage], _ backend: any ModelBackend, _ transcript: Transcript
    ) throws -> [ModelMessage] {
        let places = messages.indices.filter { !messages[$0].attachments.isEmpty }
        guard !places.isEmpty else { return messages }
        var messages = messages
        for place in places {
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
        return messages
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
