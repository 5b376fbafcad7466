public import KapellCore
import KapellJSON

/// Reads what a model writes, piece by piece: text, thoughts, and calls of tools in the form of the model's family.
///
/// ```swift
/// var reader = ToolCallReader(form: .detect(template: source), tools: tools)
/// for await piece in pieces {
///     for event in reader.append(piece) { … }
/// }
/// let last = reader.finish()
/// ```
///
/// However the text is cut into pieces, the events say the same; only where texts, thoughts and arguments are cut differs.
/// What may be the beginning of a mark is held back until it is known to be none. White space around calls and thoughts is
/// left out.
///
/// What begins like a call and turns out to be none comes as text, mark and all. A call that was begun and does not end
/// well comes to a ``ToolCallEvent/callFailed(index:reason:)``; what follows it is text.
public struct ToolCallReader: Sendable {
    /// The most bytes of a call that are held back; what is longer is no call.
    static let heldLimit = 4 << 20

    public let form: ToolCallForm
    let tools: [ModelTool]

    var bytes: [UInt8] = []
    /// Everything before has been dealt with.
    var place = 0
    /// From `place` on, up to where a search has found nothing.
    var searched = 0
    var state = State.text
    var found: [ToolCallEvent] = []
    /// How many calls have begun.
    var count = 0
    /// White space that is shown only where something follows it.
    var space: [UInt8] = []
    /// Whether nothing but white space has been shown.
    var isAtStart = true
    /// Whether a mark came last, so that white space is left out.
    var isBehindMark = false
    /// The mark that began what is being read, to be shown where it is no call.
    var mark: [UInt8] = []
    /// By byte: whether a mark begins with it.
    private var firsts = [Bool](repeating: false, count: 256)

    enum State: Sendable {
        case text
        case reasoning(until: [UInt8])
        case skipping(until: [UInt8])
        case objects(ToolCallSyntax.ObjectKeys, isList: Bool, isFirst: Bool)
        case object(ToolObjectScan, isList: Bool)
        case head(ToolCallSyntax.Head)
        case arguments(ToolArgumentScan)
        case name(ToolCallSyntax.Parameters)
        case body(ToolCallSyntax.Parameters, ToolParameterScan)
        case value(ToolCallSyntax.Parameters, ToolParameterScan)
        case gemma
        case python(until: [UInt8])
    }

    /// - Parameters:
    ///   - tools: those that the model may call; they say of which type values without quotes are.
    ///   - startsInReasoning: whether the prompt ended within the model's thoughts.
    public init(form: ToolCallForm, tools: [ModelTool] = [], startsInReasoning: Bool = false) {
        self.form = form
        self.tools = tools
        for mark in form.marks { firsts[Int(mark.text[0])] = true }
        guard startsInReasoning else { return }
        for mark in form.marks {
            guard case .reasoning(let end) = mark.action else { continue }
            state = .reasoning(until: Array(end.utf8))
            isBehindMark = true
            break
        }
    }

    /// Takes the next piece, and returns what is known by it.
    public mutating func append(_ text: String) -> [ToolCallEvent] {
        bytes.append(contentsOf: text.utf8)
        return run(isEnd: false)
    }

    /// Says that the text has ended, and returns the rest. The reader is at its start again.
    public mutating func finish() -> [ToolCallEvent] {
        var events = run(isEnd: true)
        if !space.isEmpty, !isBehindMark { events.append(.text(String(decoding: space, as: UTF8.self))) }
        self = ToolCallReader(form: form, tools: tools)
        return events
    }

    private mutating func run(isEnd: Bool) -> [ToolCallEvent] {
        while step(isEnd) {}
        if place > 4096 || place == bytes.count {
            bytes.removeFirst(place)
            searched = max(0, searched - place)
            place = 0
        }
        defer { found = [] }
        return found
    }

    /// - Returns: whether something was done, so that there may be more to do.
    private mutating func step(_ isEnd: Bool) -> Bool {
        switch state {
        case .text: readText(isEnd)
        case .reasoning(let end): readReasoning(end, isEnd)
        case .skipping(let end): skip(until: end, isEnd)
        case .objects(let keys, let isList, let isFirst): readObjects(keys, isList, isFirst, isEnd)
        case .object(let scan, let isList): readObject(scan, isList, isEnd)
        case .head(let head): readHead(head, isEnd)
        case .arguments(let scan): readArguments(scan, isEnd)
        case .name(let syntax): readName(syntax, isEnd)
        case .body(let syntax, let scan): readBody(syntax, scan, isEnd)
        case .value(let syntax, let scan): readValue(syntax, scan, isEnd)
        case .gemma: readGemma(isEnd)
        case .python(let end): readPython(end, isEnd)
        }
    }

    // MARK: Text

    private mutating func readText(_ isEnd: Bool) -> Bool {
        var index = place
        var isBlank = isAtStart
        while index < bytes.count {
            if firsts[Int(bytes[index])] {
                let (mark, mayGrow) = match(at: index, isStart: isBlank)
                if mayGrow, !isEnd {
                    show(bytes[place..<index])
                    place = index
                    return false
                }
                if let mark {
                    show(bytes[place..<index])
                    place = index
                    begin(mark)
                    return true
                }
            }
            if isBlank, !Self.isSpace(bytes[index]) { isBlank = false }
            index += 1
        }
        show(bytes[place..<index])
        place = index
        return false
    }

    /// The longest mark here, and whether a longer one may come to be.
    private func match(at index: Int, isStart: Bool) -> (mark: ToolCallMark?, mayGrow: Bool) {
        var best: ToolCallMark?
        var mayGrow = false
        let rest = bytes.count - index
        for mark in form.marks where isStart || !mark.isAtStart {
            let length = min(mark.text.count, rest)
            guard bytes[index..<(index + length)].elementsEqual(mark.text[..<length]) else { continue }
            if length < mark.text.count {
                mayGrow = true
            } else if length > best?.text.count ?? 0 {
                best = mark
            }
        }
        return (best, mayGrow)
    }

    private mutating func begin(_ found: ToolCallMark) {
        mark = found.text
        searched = 0
        var isBare = false
        switch found.action {
        case .ignore: state = .text
        case .skip(let end): state = .skipping(until: Array(end.utf8))
        case .reasoning(let end): state = .reasoning(until: Array(end.utf8))
        case .call(let syntax):
            switch syntax {
            case .object(let keys):
                isBare = keys.isBare
                state = .objects(keys, isList: false, isFirst: true)
            case .named(let head): state = .head(head)
            case .parameters(let syntax): state = .name(syntax)
            case .gemma: state = .gemma
            case .python(let end): state = .python(until: Array(end.utf8))
            }
        }
        if isBare {
            mark = []
            return
        }
        place += found.text.count
        // White space is shown again where the call turns out to be none.
        if case .call = found.action { return }
        behindMark()
    }

    mutating func behindMark() {
        space = []
        isBehindMark = true
    }

    /// What began like a call is text.
    mutating func rejectCall(_ rest: [UInt8] = []) {
        state = .text
        searched = 0
        isAtStart = false
        show((mark + rest)[...])
        mark = []
    }

    mutating func show(_ piece: ArraySlice<UInt8>) {
        guard let text = settled(piece) else { return }
        isAtStart = false
        found.append(.text(text))
    }

    /// The piece without white space at its end, which is kept until something follows.
    private mutating func settled(_ piece: ArraySlice<UInt8>) -> String? {
        var piece = piece
        if isBehindMark { piece = piece.drop(while: Self.isSpace) }
        guard let last = piece.lastIndex(where: { !Self.isSpace($0) }) else {
            space += piece
            return nil
        }
        isBehindMark = false
        let text = space + piece[...last]
        space = Array(piece[(last + 1)...])
        return String(decoding: text, as: UTF8.self)
    }

    private mutating func readReasoning(_ end: [UInt8], _ isEnd: Bool) -> Bool {
        let (stop, isFound) = search([end], isEnd)
        if let text = settled(bytes[place..<stop]) { found.append(.reasoning(text)) }
        place = stop
        guard isFound != nil else { return false }
        place += end.count
        state = .text
        behindMark()
        return true
    }

    private mutating func skip(until end: [UInt8], _ isEnd: Bool) -> Bool {
        let (stop, isFound) = search([end], isEnd)
        place = stop
        guard isFound != nil else { return false }
        place += end.count
        state = .text
        behindMark()
        return true
    }

    // MARK: Searching

    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }

    mutating func skipSpace() {
        while place < bytes.count, Self.isSpace(bytes[place]) { place += 1 }
    }

    /// Where the first of `ends` begins, and which it is; else how far none can begin.
    mutating func search(_ ends: [[UInt8]], _ isEnd: Bool) -> (stop: Int, end: [UInt8]?) {
        var index = max(place, searched)
        while index < bytes.count {
            for end in ends where bytes[index] == end[0] {
                let length = min(end.count, bytes.count - index)
                guard bytes[index..<(index + length)].elementsEqual(end[..<length]) else { continue }
                if length == end.count {
                    searched = 0
                    return (index, end)
                }
                if !isEnd {
                    searched = index
                    return (index, nil)
                }
            }
            index += 1
        }
        searched = index
        return (index, nil)
    }

    /// What stands before the first of `ends`; `nil` where it has not come, and may still.
    mutating func take(until ends: [[UInt8]], _ isEnd: Bool) -> (text: String, end: [UInt8])? {
        let (stop, end) = search(ends, isEnd)
        guard let end else { return nil }
        let text = String(decoding: bytes[place..<stop], as: UTF8.self)
        place = stop + end.count
        return (text, end)
    }

    /// Whether no more will be waited for.
    func givesUp(_ isEnd: Bool) -> Bool { isEnd || bytes.count - place > Self.heldLimit }

    mutating func rest() -> [UInt8] {
        defer { place = bytes.count }
        searched = 0
        return Array(bytes[place...])
    }
}
