/// Calls with a head and JSON behind it.
extension ToolCallReader {
    mutating func readHead(_ head: ToolCallSyntax.Head, _ isEnd: Bool) -> Bool {
        guard let (text, _) = take(until: [Array(head.end.utf8)], isEnd) else {
            guard givesUp(isEnd) else { return false }
            rejectCall()
            return true
        }
        if let answer = head.text, JinjaText.strip(text, nil) == answer {
            state = .text
            behindMark()
            return true
        }
        let (name, id) = Self.parts(of: text, head.form)
        guard !name.isEmpty, name.utf8.count <= 256, !name.unicodeScalars.contains("\n") else {
            // Only the mark is text for certain; what follows is looked at again.
            place -= text.utf8.count + head.end.utf8.count
            rejectCall()
            return true
        }
        state = .arguments(ToolArgumentScan(index: begin(name, id), id: id))
        return true
    }

    private static func parts(of head: String, _ form: ToolCallSyntax.Head.Form) -> (name: String, id: String?) {
        let text = JinjaText.strip(head, nil)
        func pair(_ mark: String) -> (String, String?) {
            let parts = JinjaText.split(text, by: mark, limit: 1).map { JinjaText.strip($0, nil) }
            return (parts[0], parts.count > 1 ? parts[1] : nil)
        }
        func bare(_ name: String) -> String { name.hasPrefix("functions.") ? String(name.dropFirst(10)) : name }
        switch form {
        case .name: return (text, nil)
        case .numbered:
            let parts = JinjaText.splitFromEnd(text, by: ":", limit: 1)
            return (bare(parts[0]), text)
        case .nameThenID(let mark): return pair(mark)
        case .idThenName(let mark):
            let (id, name) = pair(mark)
            return name.map { ($0, id) } ?? (id, nil)
        case .behind(let mark):
            let (first, name) = pair(mark)
            return (name ?? first, nil)
        case .recipient:
            return (bare(JinjaText.string(text.unicodeScalars.prefix { $0 != "<" && !JinjaText.isSpace($0) })), nil)
        }
    }

    mutating func readArguments(_ old: ToolArgumentScan, _ isEnd: Bool) -> Bool {
        var scan = old
        if scan.text.isEmpty {
            skipSpace()
            guard place < bytes.count else {
                if isEnd { fail(scan.index, "the text ends before its arguments") }
                return isEnd
            }
            guard bytes[place] == UInt8(ascii: "{") else {
                fail(scan.index, "its arguments are no object")
                return true
            }
        }
        let start = place
        while place < bytes.count, !scan.isDone {
            scan.take(bytes[place])
            place += 1
        }
        let piece = String(decoding: bytes[start..<place], as: UTF8.self)
        if !piece.isEmpty { found.append(.argumentsDelta(index: scan.index, piece)) }
        if scan.isDone {
            state = .text
            end(scan.index, scan.id, arguments: String(decoding: scan.text, as: UTF8.self))
            return true
        }
        if isEnd || scan.text.count > Self.heldLimit {
            fail(scan.index, "the text ends in its arguments, or they are too long")
            return true
        }
        state = .arguments(scan)
        return false
    }
}

/// The arguments of a call as they arrive.
struct ToolArgumentScan: Sendable {
    let index: Int
    let id: String?
    private(set) var text: [UInt8] = []
    private(set) var isDone = false
    private var depth = 0
    private var texts = JSONTextScan()

    init(index: Int, id: String?) {
        self.index = index
        self.id = id
    }

    mutating func take(_ byte: UInt8) {
        text.append(byte)
        guard texts.take(byte) == .outside else { return }
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
            depth -= 1
            isDone = depth == 0
        default: break
        }
    }
}
