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
            let type = status(of: error) < 500 ? "invalid_request_error" : "server_error"
            return [
                "error": [
                    "message": .string(error.remedy.map { "\(error.message) \($0)" } ?? error.message),
                    "type": .string(type), "param": .null, "code": .string(error.code.rawValue),
                ]
            ]
        }
    }

    /// The status of an error. What is not supported is a wrong request to a client of OpenAI's.
    package func status(of error: KapellError) -> Int {
        self == .openAI && error.code == .unsupported ? 400 : error.code.httpStatus
    }

    func response(_ error: KapellError) -> Response {
        Response.json(body(error), status: .init(code: status(of: error)))
    }
}
