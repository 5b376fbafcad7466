package import KapellCore
package import KapellJSON

/// Server-sent events of a provider, with errors that name what was wrong.
package struct ServerSentEvents {
    private var decoder = SSEDecoder(limit: DialectLimits.event)

    package init() {}

    package mutating func decode(_ bytes: [UInt8]) throws(KapellError) -> [SSEEvent] {
        do { return try decoder.decode(bytes) } catch {
            throw KapellError(.tooLarge, "The provider's stream holds an event of more than \(error.limit) bytes.")
        }
    }

    /// The last event, where only its blank line is missing; `nil` where nothing was left or it was cut.
    package mutating func finish() -> SSEEvent? { decoder.finish().last }
}

extension KapellError {
    /// A stream that ended before its answer did.
    package static func cutStream() -> KapellError {
        KapellError(.network, "The provider's stream ended before its answer did.", remedy: "Ask again.")
    }

    /// An event or a body that cannot be read.
    package static func unreadableAnswer(_ what: String) -> KapellError {
        KapellError(.model, "The provider's answer cannot be read: \(what).", isRetryable: true)
    }
}

extension JSONObject {
    /// The object in `text`, which a provider sent.
    package static func ofProvider(_ text: String) throws(KapellError) -> JSONObject {
        let value: JSONValue
        do { value = try JSONValue(parsing: text) } catch { throw .unreadableAnswer("it is not JSON") }
        guard let object = value.objectValue else { throw .unreadableAnswer("it is not an object") }
        return object
    }
}
