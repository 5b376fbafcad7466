import KapellJSON

extension Fault {
    /// The steps of this fault.
    ///
    /// - Parameter streams: whether the request asks for a stream.
    func reply(_ dialect: FaultDialect, streams: Bool) -> FaultReply {
        let bodies = dialect.bodies
        func stream(_ events: [[UInt8]], then last: FaultReply.Step = .end) -> FaultReply {
            FaultReply([dialect.streamHead] + events.map { .chunk($0) } + [last])
        }
        func some(_ last: [FaultReply.Step]) -> FaultReply {
            let shape = bodies.stream
            let events = shape.opening + shape.tokens.prefix(2)
            return streams
                ? FaultReply([dialect.streamHead] + events.map { .chunk($0) } + last)
                : FaultReply([.raw(Self.openHead(1_000) + bodies.whole.bytes.prefix(20))] + last)
        }
        func whole(_ body: JSONObject) -> FaultReply { .json(200, body.bytes) }
        let shape = bodies.stream
        switch self {
        case .none: return streams ? stream(shape.all) : whole(bodies.whole)
        case .toolCalls(let indexes): return streams ? stream(bodies.toolStream(indexes).all) : whole(bodies.toolWhole)
        case .object:
            let text = HealthyAnswer.object
            return streams ? stream(bodies.stream(text).all) : whole(bodies.whole(text.joined()))

        case .tlsFailure:
            var reply = FaultReply([.raw(Array("this is no TLS\r\n\r\n".utf8)), .close])
            reply.ignoresRequest = true
            return reply
        case .tlsSilence:
            var reply = FaultReply([.silence])
            reply.ignoresRequest = true
            return reply
        case .resetBeforeHeaders: return FaultReply([.reset])
        case .resetInBody: return some([.pause(.milliseconds(100)), .reset])
        case .silenceBeforeHeaders: return FaultReply([.silence])
        case .silenceBeforeTokens:
            return streams ? FaultReply([dialect.streamHead, .silence]) : some([.silence])
        case .silenceBetweenTokens: return some([.silence])
        case .silenceInToolCall:
            let calls = bodies.toolStream(.regular)
            return stream(calls.opening + calls.tokens.prefix(1), then: .silence)
        case .keepAliveWithoutTokens:
            let beat: [FaultReply.Step] = [.chunk(bodies.keepAlive), .pause(.milliseconds(20))]
            return FaultReply([dialect.streamHead] + Array(repeating: beat, count: 200).joined())
        case .slowDrip(let pause):
            guard streams else { return FaultReply([.raw(Self.openHead(bodies.whole.bytes.count)), .silence]) }
            return FaultReply([dialect.streamHead, .drip(Array(shape.all.joined()), pause), .end])

        case .rateLimit, .rateLimitUntil, .status, .htmlPage, .redirect, .answer: return refusal(bodies)

        case .errorBody:
            return .json(200, bodies.error(status: 500, message: "the model broke down").serializedBytes())
        case .errorEvent: return streams ? stream(shape.opening + shape.tokens + [bodies.errorEvent]) : refusal(bodies)
        case .errorEventFirst: return stream([bodies.errorEvent])
        case .truncatedJSON: return .json(200, Array(bodies.whole.bytes.dropLast(9)))
        case .truncatedStream: return stream(shape.opening + shape.tokens)
        case .truncatedEvent:
            let cut = shape.tokens.last.map { Array($0.prefix($0.count / 2)) } ?? []
            return stream(shape.opening + shape.tokens.dropLast() + [cut])
        case .noTerminator: return stream(shape.opening + shape.tokens + shape.finish + shape.usage)

        case .wholeInsteadOfStream: return whole(bodies.whole)
        case .emptyChoices, .usageWithChoices, .noUsage: return streams ? odd(dialect) : whole(oddWhole(bodies.whole))
        case .oversized(let bytes):
            return streams
                ? stream(shape.opening + [Array("data: ".utf8), Array(repeating: 0x78, count: bytes)])
                : .json(200, Array(repeating: 0x20, count: bytes))
        case .announced(let bytes):
            return FaultReply([.raw(Self.openHead(bytes, streams ? dialect.streamType : "application/json")), .silence])
        case .invalidUTF8:
            func spoilt(_ bytes: [UInt8]) -> [UInt8] { bytes.map { $0 == 0xC3 ? 0xFF : $0 } }
            return streams ? stream(shape.all.map(spoilt)) : .json(200, spoilt(bodies.whole.bytes))
        case .brokenFrame: return stream(shape.opening + shape.tokens.prefix(1) + [bodies.brokenEvent])
        }
    }

    private func refusal(_ bodies: any FaultBodies) -> FaultReply {
        func error(_ status: Int, _ headers: [(String, String)] = []) -> FaultReply {
            let body = bodies.error(status: status, message: "not now").serializedBytes()
            return .json(status, body, headers)
        }
        switch self {
        case .rateLimit(let seconds): return error(429, [("retry-after", "\(seconds)"), ("x-ratelimit-limit", "60")])
        case .rateLimitUntil(let seconds):
            let start = 9 * 3_600 + 40 * 60
            func date(_ second: Int) -> String {
                func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
                let time = "\(two(second / 3_600)):\(two(second / 60 % 60)):\(two(second % 60))"
                return "Sun, 06 Nov 1994 \(time) GMT"
            }
            return error(429, [("date", date(start)), ("retry-after", date(start + seconds))])
        case .status(let status): return error(status, [("x-request-id", "req_1")])
        case .htmlPage:
            let page = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"
            return .whole(502, "text/html", Array(page.utf8))
        case .redirect(let target): return .whole(307, "text/plain", [], [("location", target)])
        case .answer(let status, let type, let body): return .whole(status, type, Array(body.utf8))
        default: return error(500)
        }
    }

    /// Answers that differ from the usual only in where their parts stand.
    private func odd(_ dialect: FaultDialect) -> FaultReply {
        let bodies = dialect.bodies
        var shape = bodies.stream
        if dialect == .openAIChat {
            switch self {
            case .emptyChoices:
                shape.opening.insert(ChatBodies.chunk([]), at: 0)
                shape.tokens.insert(ChatBodies.chunk([]), at: 1)
            case .usageWithChoices:
                shape.finish = [ChatBodies.chunk([ChatBodies.choice([:], "stop")], usage: ChatBodies.usage)]
                shape.usage = []
            default: shape.usage = []
            }
        } else if self == .noUsage {
            shape.usage = []
        } else {
            shape.tokens.insert(bodies.keepAlive, at: 1)
        }
        return FaultReply([dialect.streamHead] + shape.all.map { .chunk($0) } + [.end])
    }

    /// A whole answer without usage, or with an empty list where the answer should be.
    private func oddWhole(_ whole: JSONObject) -> JSONObject {
        var body = whole
        switch self {
        case .noUsage:
            for key in ["usage", "usageMetadata", "prompt_eval_count", "eval_count"] { body[key] = nil }
        case .emptyChoices:
            for key in ["choices", "candidates"] where body[key] != nil { body[key] = [] }
        default: break
        }
        return body
    }

    /// A header that promises `length` bytes.
    private static func openHead(_ length: Int, _ type: String = "application/json") -> [UInt8] {
        Array("HTTP/1.1 200 OK\r\ncontent-type: \(type)\r\ncontent-length: \(length)\r\n\r\n".utf8)
    }
}

extension FaultReply {
    static func json(_ status: Int, _ body: [UInt8], _ headers: [(String, String)] = []) -> FaultReply {
        .whole(status, "application/json", body, headers)
    }

    static func whole(
        _ status: Int, _ type: String, _ body: [UInt8], _ headers: [(String, String)] = []
    ) -> FaultReply {
        FaultReply([.whole(status: status, headers: [("content-type", type)] + headers, body: body)])
    }
}

extension FaultDialect {
    var streamHead: FaultReply.Step {
        .streamHead(status: 200, headers: [("content-type", streamType), ("x-request-id", "req_1")])
    }
}

extension JSONObject {
    var bytes: [UInt8] { JSONValue.object(self).serializedBytes() }
}
