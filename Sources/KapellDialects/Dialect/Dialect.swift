public import KapellCore
public import KapellJSON

/// How one API says requests, answers and errors on the wire.
///
/// Four ways lead through it: a client's request in, a provider's request out, a provider's answer in, an answer to a
/// client out; each whole or streamed. ``KapellCore/ModelRequest`` and ``KapellCore/ModelEvent`` stand between them, so
/// that any client's dialect goes with any provider's. Writers are strict, readers lenient. What a dialect cannot say
/// is never left out in silence: it is named as a ``DialectLoss``.
///
/// A dialect knows nothing of HTTP beyond paths, status codes and header fields, and keeps no state: decoders and
/// encoders of streams are values, one for each stream.
public protocol Dialect: Sendable {
    var name: DialectName { get }

    // MARK: A client's side

    /// A client's request.
    ///
    /// Fields that are not known are kept in ``DialectRequest/unknown``.
    ///
    /// - Parameter target: what the path of the request says.
    /// - Throws: `invalidRequest` that names the field, for what cannot be understood.
    func decodeRequest(_ body: JSONObject, to target: DialectTarget) throws(KapellError) -> DialectRequest

    /// A whole answer.
    func encodeResponse(_ response: ModelResponse, of answer: DialectAnswer) -> JSONObject

    /// The media type of a streamed answer.
    var streamContentType: String { get }

    /// Writes one streamed answer.
    func eventEncoder(of answer: DialectAnswer) -> any DialectEventEncoder

    /// An error as the dialect's clients expect it, before a stream has begun.
    func encodeError(_ error: KapellError) -> DialectError

    // MARK: A provider's side

    /// A request to a provider. Only fields of ``DialectRequest/unknown`` from this same dialect are sent on.
    ///
    /// - Throws: `unsupported` for what the dialect cannot say and whose loss would change the meaning of the request.
    func encodeRequest(_ request: DialectRequest) throws(KapellError) -> EncodedRequest

    /// A request that came in this dialect, to a provider that speaks it too: as it was, under another model's name.
    func forward(_ request: DialectRequest, to model: String) -> EncodedRequest

    /// The request that has a provider count the tokens of another one; `nil` where the dialect has none such.
    ///
    /// - Parameters:
    ///   - encoded: what ``forward(_:to:)`` made of a client's request for a count, or ``encodeRequest(_:)`` of any other
    ///     request.
    ///   - model: the model's name, as the provider calls it.
    ///   - asForwarded: whether it is the former, whose body stays as it came.
    func countRequest(_ encoded: EncodedRequest, to model: String, asForwarded: Bool) -> EncodedRequest?

    /// The number in a provider's answer to that; `nil` where there is none.
    func count(in body: JSONObject) -> Int?

    /// A count as the dialect's clients expect it.
    func encodeCount(_ tokens: Int) -> JSONObject

    /// A provider's whole answer, as the events that it would have been. The last one is `finished`.
    ///
    /// - Throws: the error that an answer with status 200 holds; `model` for what is no answer at all.
    func decodeResponse(_ body: JSONObject) throws(KapellError) -> [ModelEvent]

    /// The name under which the provider keeps a whole answer, so that later requests may build on it; `nil` where it keeps
    /// none.
    func answerID(of body: JSONObject) -> String?

    /// Reads one streamed answer of a provider.
    func eventDecoder() -> any DialectEventDecoder

    /// What a provider's answer with a status other than 2xx means. The body may be anything.
    ///
    /// - Parameter headers: with names in lower case.
    func decodeError(status: Int, headers: [String: String], body: [UInt8]) -> KapellError
}

extension Dialect {
    public var streamContentType: String { name.streamContentType }
    public func countRequest(_ encoded: EncodedRequest, to model: String, asForwarded: Bool) -> EncodedRequest? { nil }
    public func answerID(of body: JSONObject) -> String? { nil }
    public func count(in body: JSONObject) -> Int? { nil }
    public func encodeCount(_ tokens: Int) -> JSONObject { ["tokens": JSONValue(tokens)] }
}

/// Reads the bytes of one streamed answer.
public protocol DialectEventDecoder {
    /// Why the answer failed, after ``decode(_:)`` has returned the events that came before it: the next call throws it.
    /// `nil` while nothing is wrong.
    var failure: KapellError? { get }

    /// As ``Dialect/answerID(of:)`` says it of a whole answer; `nil` also before it is known.
    var answerID: String? { get }

    /// Takes the next bytes, cut anywhere, and returns the events that are complete with them.
    ///
    /// - Throws: the error that the stream holds, or that it cannot be read. Events that came before it are returned
    ///   first, and the next call throws; nothing follows an error.
    mutating func decode(_ bytes: [UInt8]) throws(KapellError) -> [ModelEvent]

    /// The stream has ended.
    ///
    /// - Throws: `network` where it ended before the answer did: a cut answer is never taken for a whole one.
    mutating func finish() throws(KapellError) -> [ModelEvent]
}

extension DialectEventDecoder {
    public var answerID: String? { nil }
}

/// Writes the bytes of one streamed answer.
public protocol DialectEventEncoder {
    /// The bytes that one event adds; what the dialect writes first comes with the first event. Usage and the reason of
    /// the end are kept until ``finish()`` where the dialect has them last.
    mutating func encode(_ event: ModelEvent) -> [UInt8]

    /// The end of a whole answer. Nothing follows it.
    mutating func finish() -> [UInt8]

    /// The end of an answer that failed after it had begun: the dialect's error within a stream. Nothing follows it.
    mutating func fail(_ error: KapellError) -> [UInt8]
}
