import KapellCore
import KapellDialects
import KapellJSON
import KapellServer

/// What a client of a dialect makes of a response.
struct ClientView: Sendable {
    var response: WireResponse
    /// What was answered, as far as it could be read.
    var answer = ModelResponse()
    /// How often an answer has ended well.
    var finishes = 0
    /// Why a reader of the dialect gives up.
    var failure: KapellError?
    /// What is wrong with the form of an error; `nil` where it is right.
    var misshape: String?

    init(_ response: WireResponse, _ dialect: DialectName, streams: Bool) {
        self.response = response
        let reader = Dialects.named(dialect)
        if response.status != 200 {
            failure = reader.decodeError(status: response.status, headers: response.headers, body: response.body)
            misshape = ErrorShape.fault(of: response, dialect)
            return
        }
        do throws(KapellError) {
            if streams {
                var decoder = reader.eventDecoder()
                for piece in Self.pieces(response.body, dialect) { take(try decoder.decode(piece)) }
                take(try decoder.finish())
            } else {
                take(try reader.decodeResponse(response.json?.objectValue ?? [:]))
            }
        } catch {
            failure = error
            if streams { misshape = ErrorShape.faultOfLastEvent(response.body, dialect) }
        }
    }

    private mutating func take(_ events: [ModelEvent]) {
        for event in events {
            answer.apply(event)
            if case .finished = event { finishes += 1 }
        }
    }

    /// Lines or frames, so that what came before an error is seen.
    private static func pieces(_ bytes: [UInt8], _ dialect: DialectName) -> [[UInt8]] {
        if dialect == .bedrockConverse || dialect == .bedrockInvoke { return ErrorShape.frames(bytes) }
        return bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map { Array($0) + [0x0A] }
    }
}

/// The forms of errors that the official clients look for, written down without the dialects' own code.
enum ErrorShape {
    /// What is wrong with an error before a stream.
    static func fault(of response: WireResponse, _ dialect: DialectName) -> String? {
        guard let body = response.json else { return "the body is not JSON: \(response.text.prefix(80))" }
        guard response.headers["content-type"] == "application/json" else { return "the content type" }
        return fault(of: body, dialect, status: response.status, headers: response.headers)
    }

    private static func fault(
        of body: JSONValue, _ dialect: DialectName, status: Int?, headers: [String: String]
    ) -> String? {
        let error = body["error"]
        let says = error?["message"]?.stringValue?.isEmpty == false
        switch dialect {
        case .openAIChat, .openAIResponses:
            let isFull = error?["type"]?.stringValue != nil && error?["param"] != nil && error?["code"] != nil
            return says && isFull ? nil : "{error: {message, type, param, code}}"
        case .anthropic:
            return body["type"] == "error" && says && error?["type"]?.stringValue != nil
                ? nil : "{type: error, error: {type, message}}"
        case .gemini:
            let isSame = status == nil || error?["code"]?.intValue == status
            return says && isSame && error?["status"]?.stringValue != nil ? nil : "{error: {code, message, status}}"
        case .bedrockConverse, .bedrockInvoke:
            let isNamed = status == nil || headers["x-amzn-errortype"]?.hasSuffix("Exception") == true
            return body["message"]?.stringValue?.isEmpty == false && isNamed ? nil : "x-amzn-errortype, {message}"
        case .cohere: return body["message"]?.stringValue?.isEmpty == false ? nil : "{message}"
        case .ollama: return error?.stringValue?.isEmpty == false ? nil : "{error}"
        }
    }

    /// What is wrong with the error that ends a stream.
    static func faultOfLastEvent(_ bytes: [UInt8], _ dialect: DialectName) -> String? {
        let text = String(decoding: bytes, as: UTF8.self)
        for start in ["event: response.created\n", "event: message-start\n", "event: message_start\n"] {
            if text.ranges(of: start).count > 1 { return "it begins twice" }
        }
        switch dialect {
        case .bedrockConverse, .bedrockInvoke:
            let last = frames(bytes).last.map { String(decoding: $0, as: UTF8.self) } ?? ""
            return last.contains(":exception-type") && last.contains("Exception") && last.contains("\"message\"")
                ? nil : "the last frame is no exception"
        case .ollama: return fault(of: lastJSON(text, prefix: ""), dialect, status: nil, headers: [:])
        case .openAIChat, .gemini:
            guard !text.contains("[DONE]") else { return "[DONE] after an error" }
            return fault(of: lastJSON(text, prefix: "data: "), dialect, status: nil, headers: [:])
        case .anthropic:
            guard !text.contains("message_stop"), text.contains("event: error\n") else { return "event: error" }
            return fault(of: lastJSON(text, prefix: "data: "), dialect, status: nil, headers: [:])
        case .openAIResponses:
            return text.contains("event: error\n") && !text.contains("response.completed") ? nil : "event: error"
        case .cohere:
            let end = lastJSON(text, prefix: "data: ")
            return end["type"] == "message-end" && end["delta"]?["finish_reason"] == "ERROR" ? nil : "message-end"
        }
    }

    private static func lastJSON(_ text: String, prefix: String) -> JSONValue {
        let lines = text.split(whereSeparator: \.isNewline).filter { $0.hasPrefix(prefix) }
        return lines.last.flatMap { try? JSONValue(parsing: String($0.dropFirst(prefix.count))) } ?? .null
    }

    /// Frames of AWS, each of which begins with its length.
    static func frames(_ bytes: [UInt8]) -> [[UInt8]] {
        var frames: [[UInt8]] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
            let end = min(rest.startIndex + max(length, 1), rest.endIndex)
            frames.append(Array(rest[rest.startIndex..<end]))
            rest = rest[end...]
        }
        return frames
    }
}
