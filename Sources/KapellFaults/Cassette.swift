public import KapellJSON

/// Answers of a provider in a file, played on a real socket.
///
/// A cassette holds exchanges: what was asked for, the answer as the wire has it, and what a client must make of it. Bodies
/// and events stand as JSON; the player writes them as the dialect has them: server-sent events, lines of JSON, or
/// Amazon's frames with their checksums. A text in a stream is written as it stands.
///
/// ```json
/// {"kind": "cohere", "dialect": "cohere", "model": "command-a", "base": "", "path": "/v2/chat",
///  "key": "authorization: Bearer KEY", "exchanges": [
///   {"name": "unary", "streams": false, "status": 200, "headers": {}, "body": {}, "expect": {"text": "…"}},
///   {"name": "stream", "streams": true, "status": 200, "headers": {}, "stream": [{}], "expect": {"text": "…"}}]}
/// ```
public struct Cassette: Sendable {
    /// The name of the provider's kind.
    public let kind: String
    public let dialect: FaultDialect
    public let model: String
    /// The path of the base address.
    public let base: String
    /// The path of a request for a whole answer, and of one for a stream.
    public let paths: (whole: String, stream: String)
    /// The header field that holds the key, with `KEY` in its place.
    public let key: (name: String, value: String)
    public let exchanges: [Exchange]

    public struct Exchange: Sendable {
        public let name: String
        /// Whether a stream is asked for.
        public let streams: Bool
        /// Whether tools are offered.
        public let hasTools: Bool
        public let status: Int
        public let headers: [(String, String)]
        /// A whole answer; `nil` where it is streamed.
        public let body: JSONValue?
        public let stream: [JSONValue]
        public let expect: JSONObject
    }

    /// What is wrong with a file.
    public struct Unreadable: Error, CustomStringConvertible {
        public let description: String
    }

    /// - Throws: ``Unreadable``, or the parser's error.
    public init(json: [UInt8]) throws {
        let file = try JSONValue(parsing: json)
        func text(_ key: String) throws -> String {
            guard let text = file[key]?.stringValue else { throw Unreadable(description: "`\(key)` is missing") }
            return text
        }
        kind = try text("kind")
        model = try text("model")
        base = try text("base")
        let path = try text("path")
        paths = (path, file["stream_path"]?.stringValue ?? path)
        guard let dialect = FaultDialect(rawValue: try text("dialect")) else {
            throw Unreadable(description: "`dialect` is none")
        }
        self.dialect = dialect
        let field = try text("key").split(separator: ":", maxSplits: 1).map { $0.drop { $0 == " " } }
        guard field.count == 2 else { throw Unreadable(description: "`key` is no header field") }
        key = (String(field[0]), String(field[1]))
        guard let list = file["exchanges"]?.arrayValue, !list.isEmpty else {
            throw Unreadable(description: "`exchanges` is empty")
        }
        exchanges = try list.map { value in
            guard let name = value["name"]?.stringValue, let status = value["status"]?.intValue,
                let expect = value["expect"]?.objectValue, value["body"] != nil || value["stream"]?.arrayValue != nil
            else { throw Unreadable(description: "an exchange lacks its name, status, answer or expectation") }
            let headers = value["headers"]?.objectValue ?? [:]
            return Exchange(
                name: name, streams: value["streams"]?.boolValue ?? false, hasTools: value["tools"]?.boolValue ?? false,
                status: status, headers: headers.map { ($0.0, $0.1.stringValue ?? "") }, body: value["body"],
                stream: value["stream"]?.arrayValue ?? [], expect: expect)
        }
    }

    /// The bytes of an exchange's body, as the wire has them.
    public func bytes(_ exchange: Exchange) -> [UInt8] {
        exchange.body?.serializedBytes() ?? Array(exchange.stream.map(event).joined())
    }

    /// The answer of an exchange.
    ///
    /// - Parameter pieces: how many bytes of a stream go over the wire at a time; `nil` for an event at a time.
    public func reply(_ exchange: Exchange, pieces: Int? = nil) -> FaultReply {
        if let body = exchange.body {
            return .whole(exchange.status, "application/json", body.serializedBytes(), exchange.headers)
        }
        var chunks = exchange.stream.map(event)
        if let pieces {
            let all = Array(chunks.joined())
            chunks = stride(from: 0, to: all.count, by: max(pieces, 1)).map {
                Array(all[$0..<min($0 + max(pieces, 1), all.count)])
            }
        }
        let head = FaultReply.Step.streamHead(
            status: exchange.status, headers: [("content-type", dialect.streamType)] + exchange.headers)
        return FaultReply([head] + chunks.map { .chunk($0) } + [.end])
    }

    private func event(_ value: JSONValue) -> [UInt8] {
        if let text = value.stringValue { return Array("\(text)\n\n".utf8) }
        switch dialect {
        case .bedrockConverse, .bedrockInvoke:
            if let name = value["exception"]?.stringValue {
                return AmazonFrame.exception(name, value["payload"] ?? .null)
            }
            if let chunk = value["chunk"] { return InvokeFrames.event(chunk) }
            return AmazonFrame.event(value["event"]?.stringValue ?? "", value["payload"] ?? .null)
        case .ollama: return value.serializedBytes() + [0x0A]
        case .openAIResponses, .anthropic, .cohere: return Wire.event(value["type"]?.stringValue ?? "", value)
        case .openAIChat, .gemini: return Wire.data(value)
        }
    }
}
