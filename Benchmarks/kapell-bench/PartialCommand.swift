import KapellJSON

/// Feeds a document to `PartialJSONParser` in pieces of 12 characters, and measures the pieces round 7 KB and those
/// round 119 KB.
///
/// `--reader` says what is done after each piece:
/// - `look`: the value so far is read and let go, as in a loop over a stream;
/// - `hold`: the value so far is held until the next one is there, as a view does: the parser must write elsewhere;
/// - `none`: nothing.
enum PartialCommand {
    private enum Reader: String {
        case look, hold, none
    }

    /// The pieces that are measured lie within so many bytes of the place.
    private static let reach = 2_000
    private static let pieceLength = 12

    static func run(_ arguments: Arguments) throws -> JSONObject {
        let shape = try arguments.required("shape")
        let text: String
        switch shape {
        case "records": text = records(bytes: 130_000)
        case "text": text = longText(bytes: 130_000)
        default: throw BenchFailure("there is no shape \(shape); there are records and text")
        }
        let pieces = cut(text)
        guard let reader = Reader(rawValue: try arguments.required("reader")) else {
            throw BenchFailure("there are the readers look, hold and none")
        }
        var early = Window(round: 7_000), late = Window(round: 119_000)
        try feed(pieces, reader, &early, &late)
        early.seconds = 0
        late.seconds = 0
        let began = CPUTime.now
        var rounds = 0
        while rounds < 20 || CPUTime.now - began < 2 {
            try feed(pieces, reader, &early, &late)
            rounds += 1
        }
        let nanoseconds = [early, late].map { $0.seconds / Double(rounds * $0.pieces.count) * 1e9 }
        return ["early": .number(nanoseconds[0]), "late": .number(nanoseconds[1])]
    }

    private struct Window {
        let pieces: Range<Int>
        var seconds = 0.0

        init(round place: Int) {
            pieces = (place - reach) / pieceLength..<(place + reach) / pieceLength
        }
    }

    private static func feed(
        _ pieces: [String], _ reader: Reader, _ early: inout Window, _ late: inout Window
    ) throws {
        var parser = PartialJSONParser()
        var latest: JSONValue?
        var shown = 0

        func take(_ range: Range<Int>) throws -> Double {
            let began = CPUTime.now
            for index in range {
                try parser.append(pieces[index])
                switch reader {
                case .look: if parser.value != nil { shown += 1 }
                case .hold:
                    latest = parser.value
                    if latest != nil { shown += 1 }
                case .none: break
                }
            }
            return CPUTime.now - began
        }

        _ = try take(0..<early.pieces.lowerBound)
        early.seconds += try take(early.pieces)
        _ = try take(early.pieces.upperBound..<late.pieces.lowerBound)
        late.seconds += try take(late.pieces)
        _ = try take(late.pieces.upperBound..<pieces.count)
        guard parser.isComplete, reader == .none || shown >= pieces.count - 2 else {
            throw BenchFailure("the parser did not show the value")
        }
    }

    private static func cut(_ text: String) -> [String] {
        var rest = text[...]
        var pieces: [String] = []
        while !rest.isEmpty {
            pieces.append(String(rest.prefix(pieceLength)))
            rest = rest.dropFirst(pieceLength)
        }
        return pieces
    }

    /// A list of records, as a typed answer has it.
    private static func records(bytes: Int) -> String {
        var text = #"{"title":"Articles","items":["#
        var number = 0
        while text.utf8.count < bytes {
            text += number == 0 ? "" : ","
            text += #"{"id":"KL-\#(1000 + number)","name":"LED panel \#(number % 37)","price":\#(number % 90).5,"#
            text += #""tags":["light","indoor"],"inStock":\#(number.isMultiple(of: 3))}"#
            number += 1
        }
        return text + "]}"
    }

    /// One long string, as the call of a tool that writes a file has it.
    private static func longText(bytes: Int) -> String {
        var text = #"{"path":"report.md","content":""#
        var number = 0
        while text.utf8.count < bytes {
            text += #"\#(number). The panel is \"warm white\" and hangs in hall \#(number % 9).\n"#
            number += 1
        }
        return text + #""}"#
    }
}
