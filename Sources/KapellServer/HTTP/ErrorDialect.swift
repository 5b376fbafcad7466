import HTTPTypes
import Hummingbird
package import KapellCore
package import KapellJSON

/// The shape in which a client expects errors.
package enum ErrorDialect {
    /// `{"error": {"code", "message", "remedy", "retryable"}}`
    case kapell
    /// `{"error": {"message", "type", "param", "code"}}`
    case openAI

    /// The dialect of a path.
    package init(path: String) { self = path.hasPrefix("/v1/") ? .openAI : .kapell }

    package func body(_ error: KapellError) -> JSONObject {
        switch self {
        case .kapell: return ["error": error.json]
        case .openAI:
            let type = error.code.httpStatus < 500 ? "invalid_request_error" : "server_error"
            return [
                "error": [
                    "message": .string(error.remedy.map { "\(error.message) \($0)" } ?? error.message),
                    "type": .string(type), "param": .null, "code": .string(error.code.rawValue),
                ]
            ]
        }
    }

    func response(_ error: KapellError) -> Response {
        Response.json(body(error), status: .init(code: error.code.httpStatus))
    }
}
