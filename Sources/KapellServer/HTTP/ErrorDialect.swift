import HTTPTypes
import Hummingbird
package import KapellCore
package import KapellDialects
import KapellJSON

/// The shape in which a client expects errors.
package enum ErrorDialect: Hashable {
    /// `{"error": {"code", "message", "remedy", "retryable"}}`
    case kapell
    /// As a provider's clients expect them.
    case wire(DialectName)

    /// The dialect of a path, be there something at it or not.
    package init(path: String) {
        if let path = GatewayPath(path) {
            self = .wire(path.dialect)
        } else if EmbeddingPath(path)?.wire == .gemini {
            self = .wire(.gemini)
        } else if let wire = TokenCountPath(path)?.wire {
            self = .wire(wire)
        } else if path.hasPrefix("/v1/messages/") {
            self = .wire(.anthropic)
        } else {
            let first = path.dropFirst().prefix { $0 != "/" }
            let hasMore = path.dropFirst(1 + first.count).hasPrefix("/")
            switch (first, hasMore) {
            case ("v1", true): self = .wire(.openAIChat)
            case ("v1beta", true): self = .wire(.gemini)
            case ("v2", true): self = .wire(.cohere)
            case ("model", true): self = .wire(.bedrockConverse)
            case ("api", true): self = .wire(.ollama)
            default: self = .kapell
            }
        }
    }

    package func encoded(_ error: KapellError) -> DialectError {
        switch self {
        case .kapell:
            DialectError(
                status: error.code.httpStatus, body: ["error": error.json],
                headers: error.retryAfter.map { ["retry-after": RetryAfter.headerValue($0)] } ?? [:])
        case .wire(let name): Dialects.named(name).encodeError(error)
        }
    }

    func response(_ error: KapellError) -> Response {
        let encoded = encoded(error)
        var response = Response.json(encoded.body, status: .init(code: encoded.status))
        for field in HTTPFields(encoded.headers.map { (name: $0.key, value: GatewayHeaders.ascii($0.value)) }) {
            response.headers[field.name] = field.value
        }
        return response
    }
}
