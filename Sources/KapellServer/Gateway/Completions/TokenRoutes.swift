import Hummingbird
import KapellCore
import KapellDialects
import KapellJSON
import KapellLocal
import KapellPolicy

/// Texts as the tokens of a model of this process, and tokens as texts, on the paths of llama.cpp's server and vLLM.
struct TokenRoutes {
    let gateway: Gateway

    func add(to router: Router<KapellRequestContext>) {
        router.post("tokenize") { request, _ in try await tokenize(try await JSONBody.object(of: request)) }
        router.post("detokenize") { request, _ in try await detokenize(try await JSONBody.object(of: request)) }
    }

    private func model(_ body: JSONObject) throws(KapellError) -> LocalChatModel {
        let name = try body.text("model") ?? "default"
        if let model = try gateway.directory.route(name, from: .openAIChat).targets.first?.backend as? LocalChatModel {
            return model
        }
        throw KapellError(
            .unsupported, "The tokens of \(name.prefix(100)) are not known here.",
            remedy: "Name a model of this process, such as local/…; GET /v1/models lists all.")
    }

    private func tokenize(_ body: JSONObject) async throws -> Response {
        // The names of llama.cpp's server, vLLM's, and ours.
        try body.only([
            "content", "prompt", "text", "model", "add_special", "add_special_tokens", "parse_special", "with_pieces",
        ])
        let texts = try ["content", "prompt", "text"].compactMap { name throws(KapellError) in try body.text(name) }
        guard texts.count == 1, let text = texts.first else {
            throw KapellError(.invalidRequest, "`content` is missing.", remedy: "Send the text as `content`.")
        }
        let model = try model(body)
        let tokens = try await model.tokenize(
            text, addsSpecial: try body.flag("add_special") || body.flag("add_special_tokens"),
            parsesSpecial: try body.flag("parse_special"))
        var list = tokens.map { JSONValue.integer(Int64($0)) }
        if try body.flag("with_pieces") {
            var pieces: [JSONValue] = []
            for token in tokens {
                pieces.append(["id": .integer(Int64(token)), "piece": .string(try await model.detokenize([token]))])
            }
            list = pieces
        }
        return Response.json([
            "tokens": .array(list), "count": .integer(Int64(tokens.count)), "model": .string(model.model),
        ])
    }

    private func detokenize(_ body: JSONObject) async throws -> Response {
        try body.only(["tokens", "model"])
        guard let list = body["tokens"]?.arrayValue else {
            throw KapellError(.invalidRequest, "`tokens` must be a list of numbers.")
        }
        let tokens = list.compactMap { $0.intValue.flatMap { Int32(exactly: $0) } }
        guard tokens.count == list.count else {
            throw KapellError(.invalidRequest, "`tokens` must be a list of numbers.")
        }
        let model = try model(body)
        let text = try await model.detokenize(tokens)
        return Response.json(["content": .string(text), "prompt": .string(text), "model": .string(model.model)])
    }
}
