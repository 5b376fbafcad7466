import KapellCore
import KapellJSON
import KapellLocal

/// One of the answers to a prompt.
struct CompletionChoice: Sendable {
    var text = ""
    private(set) var usage = ModelUsage()
    private var reason: FinishReason?
    private var details: [(detail: TokenDetail, at: Int)] = []

    mutating func take(_ event: CompletionEvent) {
        switch event {
        case .text(let piece, let detail):
            if let detail { details.append((detail, text.unicodeScalars.count)) }
            text += piece
        case .usage(let now): usage = now
        case .finished(let why): reason = why
        }
    }

    func json(_ index: Int) -> JSONObject {
        [
            "text": .string(text), "index": .integer(Int64(index)), "logprobs": Self.json(details),
            "finish_reason": .string(Self.name(reason ?? .stop)),
        ]
    }

    static func piece(_ text: String, _ detail: TokenDetail?, _ index: Int, at place: Int) -> JSONValue {
        [
            "text": .string(text), "index": .integer(Int64(index)),
            "logprobs": json(detail.map { [($0, place)] } ?? []), "finish_reason": .null,
        ]
    }

    static func end(_ reason: FinishReason, _ index: Int) -> JSONValue {
        ["text": "", "index": .integer(Int64(index)), "logprobs": .null, "finish_reason": .string(name(reason))]
    }

    private static func name(_ reason: FinishReason) -> String { reason == .length ? "length" : "stop" }

    private static func json(_ details: [(detail: TokenDetail, at: Int)]) -> JSONValue {
        guard !details.isEmpty else { return .null }
        return [
            "tokens": .array(details.map { .string($0.detail.text) }),
            "token_logprobs": .array(details.map { .number(Double($0.detail.logProbability)) }),
            "top_logprobs": .array(
                details.map { entry in
                    .object(
                        entry.detail.top.reduce(into: JSONObject()) {
                            if $0[$1.text] == nil { $0[$1.text] = .number(Double($1.logProbability)) }
                        })
                }),
            "text_offset": .array(details.map { .integer(Int64($0.at)) }),
        ]
    }
}
