import KapellCore
import KapellJSON

/// Errors in Bedrock's words, both ways: as HTTP answers and within streams.
enum BedrockErrors {
    // MARK: To a client

    static func encode(_ error: KapellError) -> DialectError {
        let (status, type) = kind(error.code)
        var headers = ["x-amzn-errortype": type]
        if let wait = error.retryAfter { headers["retry-after"] = RetryAfter.headerValue(wait) }
        return DialectError(
            status: status, body: ["__type": .string(type), "message": .string(text(error))], headers: headers)
    }

    /// Appends the frame that ends a stream with an error.
    ///
    /// - Parameter knowsTimeout: whether the operation's streams have an exception of their own for it.
    static func append(_ error: KapellError, knowsTimeout: Bool, to bytes: inout [UInt8]) {
        let name =
            switch kind(error.code).type {
            case "ThrottlingException": "throttlingException"
            case "ServiceUnavailableException": "serviceUnavailableException"
            case "ModelTimeoutException": knowsTimeout ? "modelTimeoutException" : "modelStreamErrorException"
            case "ModelErrorException": "modelStreamErrorException"
            case "InternalServerException": "internalServerException"
            default: "validationException"
            }
        bytes += EventStreamFrame.encoded(
            headers: [
                (":exception-type", name), (":content-type", "application/json"), (":message-type", "exception"),
            ],
            payload: JSONValue.object(["message": .string(text(error))]).serializedBytes())
    }

    private static func text(_ error: KapellError) -> String {
        let message = [error.message, error.remedy].compactMap { $0 }.joined(separator: " ")
        // Clients look for these words.
        let sign = "Input is too long for requested model."
        return error.code == .contextWindow && !message.contains("too long") ? "\(sign) \(message)" : message
    }

    private static func kind(_ code: KapellError.Code) -> (status: Int, type: String) {
        switch code {
        case .invalidRequest, .unsupported, .encrypted, .corrupt, .contextWindow, .contentPolicy, .tooLarge, .conflict:
            (400, "ValidationException")
        case .authentication, .permission: (403, "AccessDeniedException")
        case .payment: (400, "ServiceQuotaExceededException")
        case .notFound: (404, "ResourceNotFoundException")
        case .limitExceeded: (429, "ThrottlingException")
        case .overloaded, .unavailable: (503, "ServiceUnavailableException")
        case .timeout: (408, "ModelTimeoutException")
        case .model, .network: (424, "ModelErrorException")
        case .cancelled, .diskFull, .storage, .configuration, .internalError: (500, "InternalServerException")
        }
    }

    // MARK: Of a provider

    static func decode(status: Int, headers: [String: String], body: [UInt8]) -> KapellError {
        let object = (try? JSONValue(parsing: body))?.objectValue ?? [:]
        let name = headers["x-amzn-errortype"] ?? object["__type"]?.stringValue ?? object["code"]?.stringValue ?? ""
        // The name may stand behind a namespace, and before an address.
        let type = (name.split(separator: ":").first ?? "").split(separator: "#").last ?? ""
        let said = object["message"]?.stringValue ?? object["Message"]?.stringValue
        var error = error(String(type), said ?? "The provider answered with status \(status).", status: status)
        error.retryAfter = RetryAfter.wait(in: headers)
        return error
    }

    /// The error that a frame of a stream is; `nil` for an event.
    static func error(in frame: EventStreamFrame) -> KapellError? {
        let kind = frame.text(":message-type")
        guard kind == "exception" || kind == "error" else { return nil }
        let body = (try? JSONValue(parsing: frame.payload))?.objectValue ?? [:]
        let said = body["message"]?.stringValue ?? body["Message"]?.stringValue ?? frame.text(":error-message")
        let type = frame.text(":exception-type") ?? frame.text(":error-code") ?? ""
        let name = type.prefix(1).uppercased() + type.dropFirst()
        return error(name, said ?? "The provider reported an error.", status: body["originalStatusCode"]?.intValue)
    }

    private static func error(_ type: String, _ message: String, status: Int?) -> KapellError {
        let text = ProviderText.cleaned(message)
        return switch type {
        case "ThrottlingException", "TooManyRequestsException", "ServiceQuotaExceededException":
            KapellError(.limitExceeded, text)
        case "ServiceUnavailableException", "ModelNotReadyException": KapellError(.overloaded, text)
        case "ModelTimeoutException", "RequestTimeoutException": KapellError(.timeout, text)
        case "ModelErrorException", "ModelStreamErrorException": KapellError(.model, text, isRetryable: true)
        case "InternalServerException", "InternalFailure": KapellError(.unavailable, text)
        case "AccessDeniedException": KapellError(.permission, text)
        case "ResourceNotFoundException": KapellError(.notFound, text)
        case "UnrecognizedClientException", "InvalidSignatureException", "ExpiredTokenException",
            "IncompleteSignatureException", "MissingAuthenticationTokenException", "InvalidClientTokenId":
            KapellError(.authentication, text)
        case "ValidationException": KapellError(ProviderMessage.code(of: message) ?? .invalidRequest, text)
        default: KapellError(ProviderMessage.code(ofStatus: status ?? 500), text)
        }
    }
}
