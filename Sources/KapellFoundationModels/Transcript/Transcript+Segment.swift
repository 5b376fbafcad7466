extension Transcript {
    /// A piece of an entry.
    public enum Segment: Sendable, Identifiable, Equatable {
        case text(TextSegment)
        case structure(StructuredSegment)
        case attachment(AttachmentSegment)
        case custom(any CustomSegment)

        public var id: String {
            switch self {
            case .text(let segment): segment.id
            case .structure(let segment): segment.id
            case .attachment(let segment): segment.id
            case .custom(let segment): segment.id
            }
        }

        public static func == (left: Segment, right: Segment) -> Bool {
            switch (left, right) {
            case (.text(let left), .text(let right)): left == right
            case (.structure(let left), .structure(let right)): left == right
            case (.attachment(let left), .attachment(let right)): left == right
            case (.custom(let left), .custom(let right)): left.isEqual(to: right)
            default: false
            }
        }
    }
}

extension Transcript.Segment: CustomStringConvertible {
    /// The text, the JSON of structured content, or what a segment says of itself.
    public var description: String {
        switch self {
        case .text(let segment): segment.description
        case .structure(let segment): segment.description
        case .attachment(let segment): segment.description
        case .custom(let segment): segment.description
        }
    }
}

extension [Transcript.Segment] {
    /// The texts, a line apart.
    var text: String {
        if count == 1 { return self[0].description }
        return map(\.description).joined(separator: "\n")
    }
}
