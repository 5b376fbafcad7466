import KapellJSON

/// The chunk of OpenAI's chat streams that holds nothing but the usage. It is always asked for; a client that did not
/// ask does not see it.
enum OpenAIUsageChunk {
    private static let mark = Array("\"choices\"".utf8)

    static func isOne(_ event: [UInt8]) -> Bool {
        guard hasEmptyChoices(event) else { return false }
        var decoder = SSEDecoder()
        guard let events = try? decoder.decode(event), let data = events.first?.data, events.count == 1,
            let object = try? JSONValue(parsing: data).objectValue
        else { return false }
        return object["choices"]?.arrayValue?.isEmpty == true && object["usage"]?.objectValue != nil
    }

    /// Whether `"choices": []` may stand there: a look at the bytes that most events do not pass.
    private static func hasEmptyChoices(_ event: [UInt8]) -> Bool {
        var index = event.startIndex
        while let quote = event[index...].firstIndex(of: 0x22) {
            if event[quote...].starts(with: mark) {
                let after = event[(quote + mark.count)...].drop { $0 == 0x20 || $0 == 0x3A }
                return after.first == 0x5B && after.dropFirst().drop { $0 == 0x20 }.first == 0x5D
            }
            index = quote + 1
        }
        return false
    }
}
