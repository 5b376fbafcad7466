import KapellJSON

/// Looks through a whole reply for its one value.
struct ReplySearch {
    private static let fence = "```"

    let bytes: [UInt8]
    let forms: ReplyForms
    let limits: JSONLimits
    let fits: ((JSONValue) -> Bool)?

    func run() throws(ReplyError) -> Reply {
        guard bytes.contains(where: { $0 > 0x20 }) else {
            throw ReplyError(.empty, "The reply is empty. Reply with JSON.")
        }
        if let value = whole(bytes[...]), isPossible(value) { return accepted(value, from: 0..<bytes.count) }
        if let inner = insideFence, let value = whole(bytes[inner]), isPossible(value) {
            return accepted(value, from: inner, dropped: ["The code fence around the JSON was left out."])
        }
        if forms.isBracketed { return try amongProse() }
        if forms.contains(.string) { return bareString }
        throw ReplyError(
            .noValue, "The reply is not \(formWords) in JSON: \(reason(bytes[...])). Reply with nothing else.")
    }

    // MARK: The whole

    private func whole(_ range: ArraySlice<UInt8>) -> JSONValue? { try? JSONValue(parsing: range, limits: limits) }

    /// Whether a value is taken as it is: not where only a text can be meant, and this is none.
    private func isPossible(_ value: JSONValue) -> Bool {
        forms.isBracketed || !forms.contains(.string) || forms.contains(ReplyForms(of: value))
    }

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
    private var bareString: Reply {
        let inner = insideFence ?? 0..<bytes.count
        var words = Substring(String(decoding: bytes[inner], as: UTF8.self))
        while let first = words.first, first.isWhitespace { words.removeFirst() }
        while let last = words.last, last.isWhitespace { words.removeLast() }
        return Reply(value: .string(String(words)), dropped: ["The string had no quotation marks."])
    }

    // MARK: A value within prose

    private struct Candidate {
        var value: JSONValue
        var range: Range<Int>
    }

    private func amongProse() throws(ReplyError) -> Reply {
        var first: Candidate?
        var second: Candidate?
        var fitting: Candidate?
        var repetitions = 0
        var place = 0
        var problem: ReplyError?
        while place < bytes.count, problem == nil {
            guard forms.mayBegin(bytes, at: place) else {
                place += 1
                continue
            }
            var parser = PartialJSONParser(limits: limits)
            var end = bytes.count
            if let failure = self.failure(of: &parser, from: place) {
                if failure.reason == .trailingContent {
                    end = place + failure.offset
                } else if parser.value.showsParts {
                    problem = broken(from: place, failure)
                    break
                } else {
                    place += max(failure.offset, 1)
                    continue
                }
            } else if !parser.isComplete {
                problem = cut(from: place)
                break
            }
            guard let value = parser.value else { break }
            let candidate = Candidate(value: value, range: place..<end)
            place = end
            guard let one = first else {
                first = candidate
                continue
            }
            guard one.value != value else {
                repetitions += 1
                continue
            }
            guard let fits else { throw several(one, candidate) }
            if second == nil {
                second = candidate
                if fits(one.value) { fitting = one }
            }
            guard fitting?.value != value, fits(value) else { continue }
            if let fitting { throw several(fitting, candidate) }
            fitting = candidate
        }
        guard let first else {
            throw problem ?? ReplyError(.noValue, "The reply holds no \(formWords) in JSON. Reply with JSON only.")
        }
        if let problem {
            // One that fits is taken all the same: what follows it is not what was asked for.
            if second == nil, fits?(first.value) == true { fitting = first }
            guard fitting != nil else { throw problem }
        } else if let second, fitting == nil {
            throw several(first, second)
        }
        let taken = fitting ?? first
        return accepted(
            taken.value, from: taken.range,
            dropped: notes(taken.range, taken.range == first.range ? repetitions : 0))
    }

    private func cut(from place: Int) -> ReplyError {
        ReplyError(
            .cut,
            "The reply ends before its JSON does, which begins at character \(character(place)). "
                + "Give it as a whole, and shorter if need be.")
    }

    private func broken(from place: Int, _ failure: JSONError) -> ReplyError {
        ReplyError(
            .broken, "The reply has an error in its JSON, which begins at character \(character(place)): \(failure)",
            underlying: failure)
    }

    private func several(_ one: Candidate, _ other: Candidate) -> ReplyError {
        ReplyError(
            .several,
            "The reply holds two different JSON values, at the characters \(character(one.range.lowerBound)) and "
                + "\(character(other.range.lowerBound)). Reply with one only.")
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

    private func accepted(_ value: JSONValue, from range: Range<Int>, dropped: [String] = []) -> Reply {
        if case .string(let inner) = value, !forms.contains(.string) {
            // JSON that was written as a string of JSON.
            guard let value = try? JSONValue(parsing: inner, limits: limits), forms.contains(ReplyForms(of: value))
            else { return Reply(value: value, dropped: dropped) }
            let twins = DuplicateKeys.notes(in: Array(inner.utf8)[...], value: value)
            return Reply(value: value, dropped: dropped + ["The JSON was written as a string."] + twins)
        }
        return Reply(value: value, dropped: dropped + DuplicateKeys.notes(in: bytes[range], value: value))
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
}
