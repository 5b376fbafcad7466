import KapellJSON

/// Looks through a whole reply for its one value.
struct ReplySearch {
    typealias Found = (value: JSONValue, dropped: [String])

    private static let fence = "```"

    let text: String
    let bytes: [UInt8]
    let forms: ReplyForms
    let limits: JSONLimits

    func run() throws(GeneratedContent.ParsingError) -> Found {
        guard bytes.contains(where: { $0 > 0x20 }) else { throw error("The reply is empty. Reply with JSON.") }
        if let value = whole(bytes[...]) { return try accepted(value, from: 0..<bytes.count, dropped: []) }
        if let inner = insideFence, let value = whole(bytes[inner]) {
            return try accepted(value, from: inner, dropped: ["The code fence around the JSON was left out."])
        }
        if forms == .string { return bareString }
        guard forms.isBracketed else {
            throw error("The reply is not \(formWords) in JSON: \(reason(bytes[...])). Reply with nothing else.")
        }
        return try amongProse()
    }

    // MARK: The whole

    private func whole(_ range: ArraySlice<UInt8>) -> JSONValue? { try? JSONValue(parsing: range, limits: limits) }

    private func reason(_ range: ArraySlice<UInt8>) -> String {
        do throws(JSONError) {
            _ = try JSONValue(parsing: range, limits: limits)
            return "it is JSON"
        } catch {
            return "\(error)"
        }
    }

    /// What stands within the code fence that is the whole reply.
    private var insideFence: Range<Int>? {
        let start = bytes.firstIndex { $0 > 0x20 } ?? 0
        let end = (bytes.lastIndex { $0 > 0x20 } ?? -1) + 1
        let mark = Array(Self.fence.utf8)
        guard end - start >= 2 * mark.count, bytes[start..<end].starts(with: mark),
            bytes[..<end].suffix(mark.count).elementsEqual(mark),
            let line = bytes[start..<end].firstIndex(of: UInt8(ascii: "\n")), line < end - mark.count
        else { return nil }
        return line + 1..<end - mark.count
    }

    /// A text that should be a JSON string and has no quotation marks.
    private var bareString: Found {
        let inner = insideFence ?? 0..<bytes.count
        var words = Substring(String(decoding: bytes[inner], as: UTF8.self))
        while let first = words.first, first.isWhitespace { words.removeFirst() }
        while let last = words.last, last.isWhitespace { words.removeLast() }
        return (.string(String(words)), ["The string had no quotation marks."])
    }

    // MARK: A value within prose

    private func amongProse() throws(GeneratedContent.ParsingError) -> Found {
        var first: (value: JSONValue, range: Range<Int>)?
        var repetitions = 0
        var place = 0
        while place < bytes.count {
            guard forms.mayBegin(bytes, at: place) else {
                place += 1
                continue
            }
            var parser = PartialJSONParser(limits: limits)
            var end = bytes.count
            switch failure(of: &parser, from: place) {
            case nil:
                guard parser.isComplete else {
                    throw error(
                        "The reply ends before its JSON does, which begins at character \(character(place)). "
                            + "Give it as a whole, and shorter if need be.")
                }
            case let failure? where failure.reason == .trailingContent:
                end = place + failure.offset
            case let failure?:
                guard parser.value.showsParts else {
                    place += max(failure.offset, 1)
                    continue
                }
                throw error(
                    "The reply has an error in its JSON, which begins at character \(character(place)): \(failure)",
                    failure)
            }
            guard let value = parser.value else { break }
            if let present = first {
                guard present.value == value else {
                    throw error(
                        "The reply holds two different JSON values, at the characters "
                            + "\(character(present.range.lowerBound)) and \(character(place)). Reply with one only.")
                }
                repetitions += 1
            } else {
                first = (value, place..<end)
            }
            place = end
        }
        guard let first else { throw error("The reply holds no \(formWords) in JSON. Reply with JSON only.") }
        return try accepted(first.value, from: first.range, dropped: notes(first.range, repetitions))
    }

    private func failure(of parser: inout PartialJSONParser, from place: Int) -> JSONError? {
        do throws(JSONError) {
            try parser.append(bytes[place...])
            return nil
        } catch {
            return error
        }
    }

    private func notes(_ range: Range<Int>, _ repetitions: Int) -> [String] {
        var notes: [String] = []
        let before = count(bytes[..<range.lowerBound])
        let after = count(bytes[range.upperBound...])
        if before > 0 { notes.append("\(before) characters before the JSON were left out.") }
        if after > 0 { notes.append("\(after) characters after the JSON were left out.") }
        if repetitions > 0 { notes.append("The same JSON value came \(repetitions + 1) times.") }
        return notes
    }

    // MARK: The verdict

    private func accepted(
        _ value: JSONValue, from range: Range<Int>, dropped: [String]
    ) throws(GeneratedContent.ParsingError) -> Found {
        if case .string(let inner) = value, !forms.contains(.string) {
            // JSON that was written as a string of JSON.
            guard let value = try? JSONValue(parsing: inner, limits: limits), forms.contains(ReplyForms(of: value))
            else { return (value, dropped) }
            let twins = DuplicateKeys.notes(in: Array(inner.utf8)[...], value: value)
            return (value, dropped + ["The JSON was written as a string."] + twins)
        }
        return (value, dropped + DuplicateKeys.notes(in: bytes[range], value: value))
    }

    private var formWords: String {
        switch forms {
        case .object: "object"
        case .array: "array"
        case .string: "string"
        case .other: "number or boolean"
        default: "value"
        }
    }

    /// The number of the character that begins at a byte, from 1.
    private func character(_ place: Int) -> Int { count(bytes[..<place]) + 1 }

    private func count(_ range: ArraySlice<UInt8>) -> Int {
        guard range.contains(where: { $0 > 0x20 }) else { return 0 }
        return String(decoding: range, as: UTF8.self).count
    }

    private func error(_ message: String, _ underlying: (any Error)? = nil) -> GeneratedContent.ParsingError {
        GeneratedContent.ParsingError(rawContent: text, underlyingError: underlying, debugDescription: message)
    }
}
