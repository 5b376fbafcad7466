import KapellCore
import KapellJSON

/// An answer in JSON of no particular form.
///
/// In the hub it is a schema that any object fits. Clients of OpenAI's ask for it in a field that the hub does not hold.
enum JSONMode {
    /// OpenAI's field.
    static let field = "response_format"
    /// The schema that stands for it.
    static let schema: JSONValue = ["type": "object"]

    static var format: ModelResponseSchema { ModelResponseSchema(name: "response", schema: schema) }

    /// Whether a client of another dialect than `own` asks for it in ``field``.
    static func isAskedFor(by request: DialectRequest, insteadOf own: DialectName) -> Bool {
        request.dialect != own && request.unknown[field]?["type"] == "json_object"
    }
}
