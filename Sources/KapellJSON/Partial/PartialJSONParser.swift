/// Parses a JSON text that arrives in pieces, and shows the value so far at any time.
///
/// A piece costs time in proportion to its own length and to the depth, however much came before; so does asking for
/// ``value``, which shares what it hands out. Who still holds such a value when the next piece comes has what is open
/// copied: arrays and objects one level deep, and the string.
///
/// ```swift
/// var parser = PartialJSONParser()
/// try parser.append(#"{"city": "Ber"#)
/// parser.value       // {"city":"Ber"}
/// try parser.append(#"lin", "days": [1, 2"#)
/// parser.value       // {"city":"Berlin","days":[1]}
/// try parser.append("]}")
/// parser.isComplete  // true
/// ```
///
/// The value so far holds
/// - a string that is still open, up to its last whole character;
/// - a key only once its value has begun to show;
/// - a number or a word (`true`, `false`, `null`) only once it is known to have ended: `2` may become `25`.
///
/// The grammar, the treatment of twin keys, surrogates and numbers, and the errors are those of
/// `JSONValue(parsing:limits:)`.
public struct PartialJSONParser: Sendable {
    /// The greatest depth and size.
    public let limits: JSONLimits

    /// The error that ended the parsing; nil as long as all is well.
    public private(set) var failure: JSONError?

    var state = State.value(.value)
    var open: [Container] = []
    var whole: JSONValue?
    var token = Token()

    /// How many bytes of a byte order mark have come; 3 once there is none to come.
    var markCount = 0

    /// The end of the last piece.
    private var position = JSONPosition()
    /// The start of the token that began in an earlier piece and is still open.
    private var tokenPosition = JSONPosition()

    /// A parser at the start of a text.
    public init(limits: JSONLimits = .default) {
        self.limits = limits
    }

    /// Whether the value has ended. Only white space may follow. A number that stands alone ends with white space,
    /// or with ``finish()``.
    public var isComplete: Bool {
        guard case .done = state else { return false }
        return true
    }

    /// The value so far, with all that is open closed; nil where nothing can be shown yet. After an error, the value
    /// up to the error.
    public var value: JSONValue? {
        if let whole { return whole }
        if let outermost = open.first { return outermost.value }
        return token.isString && !token.isKey ? .string(token.text) : nil
    }

    /// Takes the next piece of the text, which may be cut anywhere.
    ///
    /// - Throws: ``JSONError`` at the first byte that no JSON text can have here. Later calls throw it again.
    public mutating func append(_ bytes: some Sequence<UInt8>) throws(JSONError) {
        try bytes.withBytes { (bytes) throws(JSONError) in try take(bytes) }
    }

    /// Takes the next piece of the text; see `append(_:)` for bytes.
    public mutating func append(_ bytes: Span<UInt8>) throws(JSONError) {
        try bytes.withUnsafeBufferPointer { (bytes) throws(JSONError) in try take(bytes) }
    }

    /// Takes the next piece of the text; see `append(_:)` for bytes.
    public mutating func append(_ text: some StringProtocol) throws(JSONError) {
        try text.utf8.withBytes { (bytes) throws(JSONError) in try take(bytes) }
    }

    /// Says that the text has ended, and returns its value.
    ///
    /// - Throws: ``JSONError`` where the text is not whole. ``value`` still shows what there is.
    @discardableResult
    public mutating func finish() throws(JSONError) -> JSONValue {
        if let failure { throw failure }
        unsettle()
        defer { settle() }
        do throws(JSONFailure) {
            if case .number = state { try endNumber() }
            if let whole { return whole }
            if markCount == 1 || markCount == 2 { throw JSONFailure(.misplaced(Self.mark[0], .value), at: 0) }
            var isEmpty = false
            if case .value = state, open.isEmpty { isEmpty = true }
            throw JSONFailure(isEmpty ? .empty : .unexpectedEnd, at: position.offset)
        } catch {
            throw fail(error, in: UnsafeBufferPointer(start: nil, count: 0))
        }
    }

    private mutating func take(_ bytes: UnsafeBufferPointer<UInt8>) throws(JSONError) {
        if let failure { throw failure }
        unsettle()
        defer { settle() }
        do throws(JSONFailure) {
            guard bytes.count <= limits.bytes - position.offset else {
                throw JSONFailure(.tooLarge(limit: limits.bytes), at: position.offset)
            }
            guard let start = bytes.baseAddress else { return }
            var cursor = Cursor(start: start, count: bytes.count, offset: position.offset)
            try feed(&cursor)
        } catch {
            throw fail(error, in: bytes)
        }
        if let start = token.start, start >= position.offset {
            tokenPosition = position
            tokenPosition.advance(over: UnsafeBufferPointer(rebasing: bytes[..<(start - position.offset)]))
        }
        position.advance(over: bytes)
    }

    private mutating func fail(_ error: JSONFailure, in bytes: UnsafeBufferPointer<UInt8>) -> JSONError {
        var place = error.offset < position.offset ? tokenPosition : position
        place.advance(over: UnsafeBufferPointer(rebasing: bytes[..<max(error.offset - position.offset, 0)]))
        let failure = JSONError(error.reason, at: place)
        self.failure = failure
        return failure
    }
}
