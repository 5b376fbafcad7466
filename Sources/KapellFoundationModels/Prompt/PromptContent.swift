/// The pieces of a prompt or of instructions. Texts that follow each other are one piece, a line apart.
struct PromptContent: Sendable {
    enum Piece: Sendable {
        case text(String)
        case segment(Transcript.Segment)
    }

    private(set) var pieces: [Piece] = []

    init() {}

    init(_ text: String) {
        if !text.isEmpty { pieces = [.text(text)] }
    }

    init(_ segment: Transcript.Segment) { pieces = [.segment(segment)] }

    mutating func append(_ other: PromptContent) {
        for piece in other.pieces {
            if case .text(let text) = piece, case .text(let before) = pieces.last {
                pieces[pieces.count - 1] = .text(before + "\n" + text)
            } else {
                pieces.append(piece)
            }
        }
    }

    /// The segments of an entry, each text with a new id.
    var segments: [Transcript.Segment] {
        pieces.map { piece in
            switch piece {
            case .text(let text): .text(Transcript.TextSegment(id: EntryID.make(), content: text))
            case .segment(let segment): segment
            }
        }
    }

    var description: String {
        pieces.map { piece in
            switch piece {
            case .text(let text): text
            case .segment(let segment): segment.description
            }
        }.joined(separator: "\n")
    }
}
