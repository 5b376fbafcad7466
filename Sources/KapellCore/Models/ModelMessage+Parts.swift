/// A piece of a message as a wire carries it.
public enum ModelMessagePart: Sendable, Hashable {
    case text(String)
    case attachment(ModelAttachment)
}

extension ModelMessage {
    /// How a message was cut into parts: a text of so many bytes of ``content`` (a line break after it is not part of
    /// it), or the next of ``attachments``.
    enum Layout: Sendable, Hashable {
        case text(bytes: Int)
        case attachment
    }

    /// A message out of parts. ``content`` is their texts, a line each; ``attachments`` are the rest, in order.
    public init(_ role: Role, parts: [ModelMessagePart], origin: Origin? = nil) {
        var texts: [String] = []
        var attachments: [ModelAttachment] = []
        var layout: [Layout] = []
        for part in parts {
            switch part {
            case .text(let text):
                texts.append(text)
                layout.append(.text(bytes: text.utf8.count))
            case .attachment(let attachment):
                attachments.append(attachment)
                layout.append(.attachment)
            }
        }
        self.init(role, texts.joined(separator: "\n"), origin: origin)
        self.attachments = attachments
        self.layout = layout
    }

    /// The message as the parts that it was made of; the text and then the attachments where it was made otherwise, or
    /// was changed since.
    public var parts: [ModelMessagePart] { laidOut ?? plain }

    private var plain: [ModelMessagePart] {
        (content.isEmpty ? [] : [.text(content)]) + attachments.map { .attachment($0) }
    }

    /// `nil` where ``layout`` does not fit what the message holds.
    private var laidOut: [ModelMessagePart]? {
        guard !layout.isEmpty else { return nil }
        var parts: [ModelMessagePart] = []
        var rest = content.utf8[...]
        var files = attachments[...]
        var isFirstText = true
        for piece in layout {
            switch piece {
            case .text(let bytes):
                if !isFirstText {
                    guard rest.popFirst() == UInt8(ascii: "\n") else { return nil }
                }
                isFirstText = false
                guard rest.count >= bytes, let text = String(rest.prefix(bytes)) else { return nil }
                parts.append(.text(text))
                rest = rest.dropFirst(bytes)
            case .attachment:
                guard let file = files.popFirst() else { return nil }
                parts.append(.attachment(file))
            }
        }
        return rest.isEmpty && files.isEmpty ? parts : nil
    }
}
