import KapellJSON

/// Calls in notations that are no JSON. They are read when they are whole.
extension ToolCallReader {
    mutating func readGemma(_ isEnd: Bool) -> Bool {
        guard let (text, end) = take(until: [Array("<tool_call|>".utf8)], isEnd) else { return giveUp(isEnd) }
        var notation = ToolNotation(text, texts: "<|\"|>")
        if let name = notation.name(), let arguments = notation.mapping(), notation.isAtEnd {
            show([(name, arguments)])
        } else {
            rejectCall(Array(text.utf8) + end)
        }
        return true
    }

    mutating func readPython(_ end: [UInt8], _ isEnd: Bool) -> Bool {
        guard let (text, end) = take(until: [end], isEnd) else { return giveUp(isEnd) }
        var notation = ToolNotation(text, texts: nil)
        if let calls = notation.calls() ?? Self.objects(text) {
            show(calls)
        } else {
            rejectCall(Array(text.utf8) + end)
        }
        return true
    }

    private mutating func giveUp(_ isEnd: Bool) -> Bool {
        guard givesUp(isEnd) else { return false }
        rejectCall()
        return true
    }

    private mutating func show(_ calls: [(name: String, arguments: JSONObject)]) {
        for call in calls {
            let index = begin(call.name, nil)
            found.append(.argumentsDelta(index: index, JSONValue.object(call.arguments).serialized()))
            found.append(.callEnded(index: index, id: nil))
        }
        state = .text
        behindMark()
    }

    /// The same models write JSON where they are asked to.
    private static func objects(_ text: String) -> [(name: String, arguments: JSONObject)]? {
        do throws(JSONError) {
            let value = try JSONValue(parsing: text, limits: JSONLimits(depth: 128))
            var calls: [(name: String, arguments: JSONObject)] = []
            for item in value.arrayValue ?? [value] {
                guard let name = item["name"]?.stringValue, let arguments = item["arguments"]?.objectValue else {
                    return nil
                }
                calls.append((name, arguments))
            }
            return calls
        } catch {
            return nil
        }
    }
}
