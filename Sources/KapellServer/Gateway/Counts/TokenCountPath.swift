package import KapellDialects

/// Which wire for counts of tokens a path belongs to, and what the path itself says of a request.
package struct TokenCountPath: Hashable {
    /// `anthropic` or `gemini`.
    package var wire: DialectName
    package var model: String?

    package init(wire: DialectName, model: String? = nil) {
        self.wire = wire
        self.model = model
    }

    /// - Parameter path: as it came, still percent-encoded. `nil` where it is no path of a count.
    package init?(_ path: String) {
        if path == "/v1/messages/count_tokens" {
            self.init(wire: .anthropic)
        } else if let call = GatewayPath.modelCall(path), call.action == "countTokens" {
            self.init(wire: .gemini, model: call.model)
        } else {
            return nil
        }
    }
}
