/// Decodes a stream of server-sent events (WHATWG HTML, section 9.2), piece by piece.
///
/// The pieces may be cut anywhere: within a character, between CR and LF, within a field. Lines end with LF, CR or
/// CRLF. A byte order mark at the start, comments and unknown fields are passed over. Bytes that are not UTF-8
/// become U+FFFD. An event ends with a blank line; one without `data:` is not delivered.
///
/// ```swift
/// var decoder = SSEDecoder()
/// for try await piece in body {
///     for event in try decoder.decode(piece) { handle(event) }
/// }
/// for event in decoder.finish() { handle(event) }
/// ```
public struct SSEDecoder: Sendable {
    /// The most bytes that one event may have.
    public let limit: Int

    /// The last id that the stream gave: what a client sends as `Last-Event-ID` when it connects again.
    public private(set) var lastEventID: String?

    /// The last time to wait before connecting again that the stream gave, in milliseconds.
    public private(set) var retry: Int?

    private var line: [UInt8] = []
    private var isFirstLine = true
    private var endedWithReturn = false
    private var failed = false
    private var data: [UInt8] = []
    private var hasData = false
    private var event: String?
    private var eventID: String?
    private var eventRetry: Int?

    /// A decoder at the start of a stream.
    ///
    /// - Parameter limit: the most bytes that one event may have; 16 MiB by default.
    public init(limit: Int = 16 * 1_024 * 1_024) {
        self.limit = max(limit, 0)
    }

    /// Whether nothing has come since the last event ended. Where the stream ends and this is false, its last event
    /// was cut off.
    public var isBetweenEvents: Bool {
        (line.isEmpty || line.first == UInt8(ascii: ":")) && !hasData && event == nil && eventID == nil
            && eventRetry == nil
    }

    /// Takes the next piece of the stream and returns the events that are complete with it.
    ///
    /// - Throws: ``SSEError`` where an event exceeds the limit. The decoder then throws on every further call.
    public mutating func decode(_ bytes: some Sequence<UInt8>) throws(SSEError) -> [SSEEvent] {
        var events: [SSEEvent] = []
        let fits = bytes.withBytes { take($0, into: &events) }
        if !fits { throw SSEError(limit: limit, completedEvents: events) }
        return events
    }

    /// Takes the next piece of the stream; see `decode(_:)` for sequences.
    public mutating func decode(_ bytes: Span<UInt8>) throws(SSEError) -> [SSEEvent] {
        var events: [SSEEvent] = []
        let fits = bytes.withUnsafeBufferPointer { take($0, into: &events) }
        if !fits { throw SSEError(limit: limit, completedEvents: events) }
        return events
    }

    /// Ends the stream. An event whose blank line is missing is delivered as far as it came: check
    /// ``isBetweenEvents`` before, to know of it. Afterwards the decoder is at the start of a new stream, and keeps
    /// only ``lastEventID`` and ``retry``.
    public mutating func finish() -> [SSEEvent] {
        var events: [SSEEvent] = []
        if !failed {
            if !line.isEmpty { processUnfinishedLine(into: &events) }
            dispatch(into: &events)
        }
        var fresh = SSEDecoder(limit: limit)
        fresh.lastEventID = lastEventID
        fresh.retry = retry
        self = fresh
        return events
    }

    /// Returns false where the limit is exceeded.
    private mutating func take(_ bytes: UnsafeBufferPointer<UInt8>, into events: inout [SSEEvent]) -> Bool {
        guard !failed else { return false }
        var start = 0
        if endedWithReturn, let first = bytes.first {
            endedWithReturn = false
            if first == 0x0A { start = 1 }
        }
        while start < bytes.count {
            var stop = start
            while stop < bytes.count, bytes[stop] != 0x0A, bytes[stop] != 0x0D { stop += 1 }
            guard data.count + line.count + (stop - start) <= limit else {
                failed = true
                return false
            }
            let piece = UnsafeBufferPointer(rebasing: bytes[start..<stop])
            guard stop < bytes.count else {
                line.append(contentsOf: piece)
                return true
            }
            if line.isEmpty {
                process(piece, into: &events)
            } else {
                line.append(contentsOf: piece)
                processUnfinishedLine(into: &events)
            }
            start = stop + 1
            if bytes[stop] == 0x0D {
                if start == bytes.count {
                    endedWithReturn = true
                } else if bytes[start] == 0x0A {
                    start += 1
                }
            }
        }
        return true
    }

    private mutating func processUnfinishedLine(into events: inout [SSEEvent]) {
        var whole: [UInt8] = []
        swap(&whole, &line)
        whole.withUnsafeBufferPointer { process($0, into: &events) }
        whole.removeAll(keepingCapacity: whole.count <= 4_096)
        swap(&whole, &line)
    }

    /// Takes a line without its end.
    private mutating func process(_ whole: UnsafeBufferPointer<UInt8>, into events: inout [SSEEvent]) {
        var line = whole[...]
        if isFirstLine {
            isFirstLine = false
            if line.starts(with: [0xEF, 0xBB, 0xBF]) { line = line.dropFirst(3) }
        }
        guard let first = line.first else { return dispatch(into: &events) }
        guard first != UInt8(ascii: ":") else { return }
        let colon = line.firstIndex(of: UInt8(ascii: ":")) ?? line.endIndex
        var value = line[colon...].dropFirst()
        if value.first == UInt8(ascii: " ") { value = value.dropFirst() }
        let name = line[..<colon]
        if name.elementsEqual("data".utf8) {
            if hasData { data.append(0x0A) }
            data.append(contentsOf: value)
            hasData = true
        } else if name.elementsEqual("event".utf8) {
            event = String(decoding: value, as: UTF8.self)
        } else if name.elementsEqual("id".utf8) {
            if !value.contains(0) { eventID = String(decoding: value, as: UTF8.self) }
        } else if name.elementsEqual("retry".utf8) {
            let isNumber = !value.isEmpty && value.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            if isNumber, let time = Int(String(decoding: value, as: UTF8.self)) { eventRetry = time }
        }
    }

    /// Ends the event that has been read so far.
    private mutating func dispatch(into events: inout [SSEEvent]) {
        if let eventID { lastEventID = eventID }
        if let eventRetry { retry = eventRetry }
        if hasData {
            let type = event?.isEmpty == true ? nil : event
            let text = String(decoding: data, as: UTF8.self)
            events.append(SSEEvent(event: type, data: text, id: eventID, retry: eventRetry))
        }
        data.removeAll(keepingCapacity: data.count <= 65_536)
        hasData = false
        event = nil
        eventID = nil
        eventRetry = nil
    }
}
