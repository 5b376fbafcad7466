import KapellCore
import KapellJSON

/// Reads a streamed answer: JSON objects, one a line.
struct OllamaEventDecoder: LatchedEventDecoder {
    private var line: [UInt8] = []
    private var reader = OllamaAnswerReader()
    var failure: KapellError?

    mutating func readEnd(into events: inout [ModelEvent]) throws(KapellError) {
        // The last line may lack its end; one that was cut is not JSON.
        if let value = try? JSONValue(parsing: line), let object = value.objectValue {
            events += try reader.read(object)
        }
        line = []
        events += try reader.finish()
    }

    mutating func read(_ bytes: [UInt8], into events: inout [ModelEvent]) throws(KapellError) {
        var start = 0
        while let end = bytes[start...].firstIndex(of: 0x0A) {
            if line.isEmpty {
                try take(bytes[start..<end], into: &events)
            } else {
                line.append(contentsOf: bytes[start..<end])
                try take(line[...], into: &events)
                line.removeAll(keepingCapacity: true)
            }
            start = end + 1
        }
        line.append(contentsOf: bytes[start...])
        guard line.count <= DialectLimits.event else {
            throw KapellError(
                .tooLarge, "The provider's stream holds a line of more than \(DialectLimits.event) bytes.")
        }
    }

    private mutating func take(_ line: ArraySlice<UInt8>, into events: inout [ModelEvent]) throws(KapellError) {
        guard line.contains(where: { $0 > 0x20 }) else { return }
        guard let value = try? JSONValue(parsing: line) else { throw .unreadableAnswer("a line is not JSON") }
        guard let object = value.objectValue else { throw .unreadableAnswer("a line is not an object") }
        events += try reader.read(object)
    }
}
