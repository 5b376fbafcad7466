import KapellCore

/// Follows values through the template engine: each is rendered between two private characters, which are taken out
/// again and say where it came to stand.
enum OriginMarks {
    /// Opens the value of slot 0; the next ones follow.
    private static let opening: UInt32 = 0x10_E000
    private static let slots: UInt32 = 0x1000
    private static let closing: UInt32 = 0x10_FF00

    /// Whether a text holds characters of the range that is used here.
    static func holdsMarks(_ text: String) -> Bool {
        // All of plane 16 begins with this byte in UTF-8.
        guard text.utf8.contains(0xF4) else { return false }
        return text.unicodeScalars.contains { $0.value >= opening }
    }

    static func wrap(_ text: String, slot: Int) -> String {
        guard let open = Unicode.Scalar(opening + UInt32(max(0, slot)) % slots), let close = Unicode.Scalar(closing)
        else {
            return text
        }
        var result = String.UnicodeScalarView()
        result.append(open)
        if holdsMarks(text) {
            result.append(contentsOf: text.unicodeScalars.map { $0.value >= opening ? "\u{FFFD}" : $0 })
        } else {
            result.append(contentsOf: text.unicodeScalars)
        }
        result.append(close)
        return String(result)
    }

    /// Takes the private characters out.
    ///
    /// - Parameters:
    ///   - origins: by slot.
    ///   - shows: whether values that are not trusted are put between marks that the model sees.
    static func unwrap(
        _ rendered: String, origins: [Origin], shows: Bool
    ) -> (text: String, spans: [RenderedPrompt.OriginSpan]) {
        var text = String.UnicodeScalarView()
        var spans: [RenderedPrompt.OriginSpan] = []
        var length = 0
        var open: (origin: Origin, start: Int)?
        func append(_ scalars: some Sequence<Unicode.Scalar>) {
            for scalar in scalars {
                text.append(scalar)
                length += UTF8.width(scalar)
            }
        }
        var rest = rendered.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            if scalar.value >= opening, scalar.value < opening + slots {
                let slot = Int(scalar.value - opening)
                let origin = origins.indices.contains(slot) ? origins[slot] : .user
                if shows, !origin.isTrusted { append(UntrustedText.opening(origin).unicodeScalars) }
                open = (origin, length)
            } else if scalar.value == closing {
                guard let value = open else { continue }
                spans.append(.init(origin: value.origin, span: ByteSpan(start: value.start, end: length)))
                if shows, !value.origin.isTrusted { append(UntrustedText.closing.unicodeScalars) }
                open = nil
            } else if scalar == "<", shows, let value = open, !value.origin.isTrusted, UntrustedText.startsMark(rest) {
                // A value cannot end its own marks.
                append(CollectionOfOne(UntrustedText.replacement))
            } else {
                append(CollectionOfOne(scalar))
            }
        }
        return (String(text), spans)
    }
}

extension Origin {
    /// How little it is trusted: a message is as trusted as the least trusted text in it.
    var distrust: Int {
        switch self {
        case .developer: 0
        case .user: 1
        case .model: 2
        case .tool: 3
        case .document: 4
        }
    }
}
