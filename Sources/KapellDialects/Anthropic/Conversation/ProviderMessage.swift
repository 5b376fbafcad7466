package import KapellCore

/// What providers say in words.
package enum ProviderMessage {
    private static let signs: [(words: String, code: KapellError.Code)] = [
        ("prompt is too long", .contextWindow), ("input is too long", .contextWindow),
        ("exceed context limit", .contextWindow), ("context window", .contextWindow),
        ("context length", .contextWindow), ("too many input tokens", .contextWindow),
        ("available context size", .contextWindow),
        ("credit balance", .payment), ("content filtering policy", .contentPolicy), ("usage policies", .contentPolicy),
        ("content polic", .contentPolicy),
    ]

    /// What a message that only says that a request is wrong means more exactly.
    package static func code(of message: String) -> KapellError.Code? {
        let message = message.lowercased()
        return signs.first { message.contains($0.words) }?.code
    }

    package static func code(ofStatus status: Int) -> KapellError.Code {
        switch status {
        case 401: .authentication
        case 402: .payment
        case 403: .permission
        case 404: .notFound
        case 408, 504: .timeout
        case 409: .conflict
        case 413: .tooLarge
        case 429: .limitExceeded
        case 503, 529: .overloaded
        case 400..<500: .invalidRequest
        default: .unavailable
        }
    }
}
