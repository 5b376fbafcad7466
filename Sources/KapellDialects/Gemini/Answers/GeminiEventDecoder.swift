import KapellCore
import KapellJSON

/// Reads a streamed answer: server-sent events, or one JSON array that grows.
struct GeminiEventDecoder: LatchedEventDecoder {
    private enum Form {
        /// Nothing but white space has come.
        case open
        case events(ServerSentEvents)
        case array(JSONObjectScanner)
    }

    private var form = Form.open
    private var reader = GeminiAnswerReader()
    var failure: KapellError?

    mutating func readEnd(into events: inout [ModelEvent]) throws(KapellError) {
        if case .events(var source) = form, let last = source.finish(), let value = try? JSONValue(parsing: last.data) {
            try read(value, into: &events)
        }
        form = .open
        events += try reader.finish()
    }

    mutating func read(_ bytes: [UInt8], into events: inout [ModelEvent]) throws(KapellError) {
        if case .open = form, let first = bytes.first(where: { $0 > 0x20 }) {
            let isJSON = first == UInt8(ascii: "[") || first == UInt8(ascii: "{")
            form = isJSON ? .array(JSONObjectScanner()) : .events(ServerSentEvents())
        }
        switch form {
        case .open: break
        case .events(var source):
            form = .open
            let found = try source.decode(bytes)
            form = .events(source)
            for event in found where event.data != "[DONE]" {
                guard let value = try? JSONValue(parsing: event.data) else {
                    throw .unreadableAnswer("an event is not JSON")
                }
                try read(value, into: &events)
            }
        case .array(var scanner):
            form = .open
            let found = try scanner.take(bytes)
            form = .array(scanner)
            for object in found {
                guard let value = try? JSONValue(parsing: object) else {
                    throw .unreadableAnswer("an element is not JSON")
                }
                try read(value, into: &events)
            }
        }
    }

    private mutating func read(_ value: JSONValue, into events: inout [ModelEvent]) throws(KapellError) {
        if let error = GeminiErrors.error(in: value) { throw error }
        guard let chunk = value.objectValue else { throw .unreadableAnswer("an event is not an object") }
        events += try reader.read(chunk)
    }
}
