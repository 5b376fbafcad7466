import KapellJSON

/// Calls whose arguments stand between marks.
extension ToolCallReader {
    mutating func readName(_ syntax: ToolCallSyntax.Parameters, _ isEnd: Bool) -> Bool {
        guard let (text, end) = take(until: syntax.nameEnds.map { Array($0.utf8) }, isEnd) else {
            guard givesUp(isEnd) else { return false }
            rejectCall()
            return true
        }
        let isNext = end == Array(syntax.begin.utf8) || end == Array(syntax.callEnd.utf8)
        let name = JinjaText.strip(JinjaText.split(text, by: "\"", limit: 1)[0], nil)
        guard !name.isEmpty, name.utf8.count <= 256, !name.unicodeScalars.contains("\n") else {
            place -= text.utf8.count + end.count
            rejectCall()
            return true
        }
        if isNext { place -= end.count }
        let index = begin(name, nil)
        found.append(.argumentsDelta(index: index, "{"))
        state = .body(syntax, ToolParameterScan(index: index, name: name))
        return true
    }

    mutating func readBody(
        _ syntax: ToolCallSyntax.Parameters, _ old: ToolParameterScan, _ isEnd: Bool
    ) -> Bool {
        skipSpace()
        var scan = old
        switch starts(with: syntax.callEnd) {
        case .yes:
            place += syntax.callEnd.utf8.count
            found.append(.argumentsDelta(index: scan.index, "}"))
            found.append(.callEnded(index: scan.index, id: nil))
            state = .text
            behindMark()
            return true
        case .maybe where !isEnd: return false
        default: break
        }
        switch starts(with: syntax.begin) {
        case .maybe where !isEnd: return false
        case .yes: break
        default:
            fail(scan.index, "what follows is no argument")
            return true
        }
        let start = place
        place += syntax.begin.utf8.count
        guard let (head, _) = take(until: [Array(syntax.headEnd.utf8)], isEnd) else {
            place = start
            guard givesUp(isEnd) else { return false }
            fail(scan.index, "the text ends in an argument's name")
            return true
        }
        let parts = JinjaText.split(head, by: "\"", limit: 1)
        scan.key = JinjaText.strip(parts[0], nil)
        scan.kind = parts.count > 1 ? Self.kind(parts[1]) : nil
        scan.needsBegin = syntax.valueBegin != nil
        state = .value(syntax, scan)
        return true
    }

    /// What the head says of the value: `string="true"`, or `type="string"`.
    private static func kind(_ attributes: String) -> ArgumentKind? {
        if JinjaText.contains(attributes, "string=\"true\"") || JinjaText.contains(attributes, "type=\"string\"") {
            return .text
        }
        return JinjaText.contains(attributes, "string=\"") || JinjaText.contains(attributes, "type=\"") ? .json : nil
    }

    mutating func readValue(
        _ syntax: ToolCallSyntax.Parameters, _ old: ToolParameterScan, _ isEnd: Bool
    ) -> Bool {
        var scan = old
        if scan.needsBegin, let begin = syntax.valueBegin {
            skipSpace()
            switch starts(with: begin) {
            case .yes: place += begin.utf8.count
            case .maybe where !isEnd: return false
            default:
                fail(scan.index, "an argument has no value")
                return true
            }
            scan.needsBegin = false
            searched = 0
            state = .value(syntax, scan)
        }
        let end = JinjaText.replace(syntax.valueEnd, "%", scan.key, limit: 1)
        guard var (text, _) = take(until: [Array(end.utf8)], isEnd) else {
            guard givesUp(isEnd) else { return false }
            fail(scan.index, "the text ends in an argument, or it is too long")
            return true
        }
        if syntax.trims {
            if text.utf8.first == 0x0A { text.unicodeScalars.removeFirst() }
            if text.utf8.last == 0x0A { text.unicodeScalars.removeLast() }
        }
        let kind = scan.kind ?? ArgumentKind(of: scan.key, tool: scan.name, in: tools)
        let piece = JSONValue.string(scan.key).serialized() + ": " + kind.value(of: text).serialized()
        found.append(.argumentsDelta(index: scan.index, (scan.count > 0 ? ", " : "") + piece))
        scan.count += 1
        state = .body(syntax, scan)
        return true
    }

    private enum Start {
        case yes
        case maybe
        case no
    }

    private func starts(with text: String) -> Start {
        let length = min(text.utf8.count, bytes.count - place)
        guard bytes[place..<(place + length)].elementsEqual(text.utf8.prefix(length)) else { return .no }
        return length == text.utf8.count ? .yes : .maybe
    }
}

/// A call whose arguments are being read.
struct ToolParameterScan: Sendable {
    let index: Int
    let name: String
    var key = ""
    /// Where the head says so.
    var kind: ArgumentKind?
    var needsBegin = false
    /// How many arguments there have been.
    var count = 0
}
