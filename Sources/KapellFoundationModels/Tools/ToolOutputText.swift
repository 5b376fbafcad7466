/// Makes what a tool gave fit for a model: not longer than the limit, and nothing but text.
enum ToolOutputText {
    /// The segments of a result, of at most `limit` bytes of text and `attachmentLimit` bytes of images and files in all.
    static func segments(_ content: PromptContent, limit: Int, attachmentLimit: Int) -> [Transcript.Segment] {
        var left = max(0, limit)
        var attachmentsLeft = max(0, attachmentLimit)
        var segments: [Transcript.Segment] = []
        for segment in content.segments {
            if case .attachment(let attachment) = segment {
                let size = attachment.content.byteCount
                if size <= attachmentsLeft {
                    attachmentsLeft -= size
                    segments.append(segment)
                } else {
                    segments.append(
                        Self.text(
                            "(The output has \(attachment.description) of \(size) bytes, not shown: "
                                + "\(attachmentLimit) bytes of images and files may be.)"))
                }
                continue
            }
            let text = segment.description
            guard !isBinary(text) else {
                segments.append(Self.text("(The output is \(text.utf8.count) bytes of binary data, not shown.)"))
                continue
            }
            guard text.utf8.count > left else {
                left -= text.utf8.count
                segments.append(segment)
                continue
            }
            segments.append(Self.text(cut(text, left)))
            left = 0
        }
        return segments
    }

    static func text(_ text: String) -> Transcript.Segment {
        .text(Transcript.TextSegment(id: EntryID.make(), content: text))
    }

    /// The first bytes of a text, up to a whole character, with a mark that says how much is missing.
    static func cut(_ text: String, _ limit: Int) -> String {
        let bytes = text.utf8
        var end = bytes.index(bytes.startIndex, offsetBy: min(limit, bytes.count))
        while end > bytes.startIndex, end < bytes.endIndex, bytes[end] & 0xC0 == 0x80 { end = bytes.index(before: end) }
        let shown = text[..<end]
        return "\(shown)\n[The output is cut here: \(shown.utf8.count) of \(bytes.count) bytes are shown.]"
    }

    /// Whether a text holds zero bytes, or many characters that no text has.
    static func isBinary(_ text: String) -> Bool {
        var strange = 0
        var count = 0
        for scalar in text.unicodeScalars {
            count += 1
            switch scalar.value {
            case 0: return true
            case 9, 10, 12, 13, 27: continue
            case 1..<32, 127, 0xFFFD: strange += 1
            default: continue
            }
            if count >= 4096 { break }
        }
        return strange * 10 > count
    }
}

extension ToolOutputText {
    /// As much of a text as a message to a model spares for it.
    static func short(_ text: String) -> String { text.utf8.count > 2_000 ? cut(text, 2_000) : text }
}
