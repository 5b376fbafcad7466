import KapellCore
import KapellFaults
import KapellJSON
import KapellServer
import Testing

@Suite("Rankings and images of providers", .timeLimit(.minutes(10)))
struct RerankServiceTests {
    @Test(
        "Cohere's clients get documents in order from every kind of server",
        arguments: ["cohere", "vllm", "tgi", "bedrock"])
    func ranks(_ provider: String) async throws {
        try await ServiceStage.running { stage in
            let body: JSONObject = [
                "model": .string("\(provider)/cohere.rerank"), "query": "q", "documents": ["t5", "t9", "t7"],
                "top_n": 2,
            ]
            let response = try await stage.post("/v2/rerank", body)
            let indexes = response.json?["results"]?.arrayValue?.compactMap { $0["index"]?.intValue } ?? []
            // What passes from Cohere is Cohere's own to order and cut.
            #expect(provider == "cohere" ? indexes.count == 3 : indexes == [1, 2], "\(response.text)")
            #expect(response.headers["x-kapell-model"] == "\(provider)/cohere.rerank")
            let account = try #require(try await stage.account(of: response))
            #expect(account.status == .succeeded && !account.text.contains("t5"))
            let line = try JSONValue(parsing: response.headers["x-kapell-cost"] ?? "null")["lines"]
            switch provider {
            case "cohere": #expect(line?["search_unit"]?["count"] == 1)
            case "vllm": #expect(line?["input"]?["count"] == 9)
            default: #expect(line?["search_unit"] == nil)
            }
        }
    }

    @Test("What does not rank or draw refuses in the client's own dialect")
    func refusals() async throws {
        try await ServiceStage.running { stage in
            for model in ["openai/gpt", "anthropic/claude", "local/smollm2-135m-instruct"] {
                let body: JSONObject = ["model": .string(model), "query": "q", "documents": ["a"]]
                let ranking = try await stage.post("/v2/rerank", body)
                #expect(ranking.status >= 400 && ranking.status < 500, "\(ranking.text)")
                #expect(ranking.json?["message"]?.stringValue?.contains("rank") == true, "\(ranking.text)")
            }
            for model in ["gemini/g", "anthropic/claude", "local/smollm2-135m-instruct"] {
                let image = try await stage.post("/v1/images/generations", ["model": .string(model), "prompt": "a"])
                #expect(image.status == 400, "\(image.text)")
                #expect(image.json?["error"]?["message"]?.stringValue?.contains("draws no images") == true)
            }
            let missing = try await stage.post("/v1/images/generations", ["prompt": "a"])
            #expect(missing.status == 400 && missing.json?["error"]?["message"]?.stringValue?.contains("model") == true)
            let form = try await stage.post(
                "/v1/images/edits", Array("x".utf8), [("content-type", "multipart/form-data")])
            #expect(form.status == 400 && form.json?["error"] != nil)
            #expect(stage.upstream.requests.isEmpty)
        }
    }

    @Test("Images pass, with a receipt by the classes of their tokens; forms and streams, too")
    func images() async throws {
        try await ServiceStage.running { stage in
            let whole = try await stage.post(
                "/v1/images/generations", ["model": "gpt-image-1", "prompt": "a cat", "odd": [1]])
            #expect(whole.status == 200 && whole.json?["data"]?[0]?["b64_json"] == "aGk=")
            #expect(stage.upstream.requests.last?.json == ["model": "gpt-image-1", "prompt": "a cat", "odd": [1]])
            let cost = try JSONValue(parsing: whole.headers["x-kapell-cost"] ?? "")
            #expect(cost["lines"]?["image_input"]?["count"] == 40 && cost["lines"]?["input"]?["count"] == 10)
            #expect(cost["lines"]?["image_output"]?["count"] == 272 && cost["usd"] == "0.01133")
            let text = "--b\r\ncontent-disposition: form-data; name=\"model\"\r\n\r\nopenai/m\r\n--b--\r\n"
            let form = try await stage.post(
                "/v1/images/edits", Array(text.utf8), [("content-type", "multipart/form-data; boundary=b")])
            #expect(form.status == 200 && form.headers["x-kapell-model"] == "openai/m")
            for (prompt, isCut) in [("a cat", false), ("cut", true)] {
                let streamed = try await stage.post(
                    "/v1/images/generations", ["model": "gpt-image-1", "prompt": .string(prompt), "stream": true])
                #expect(streamed.isWhole && streamed.text.contains("partial_image"))
                #expect(
                    streamed.text.contains("completed") == !isCut && streamed.text.contains("event: error") == isCut)
                let account = try #require(try await stage.account(of: streamed))
                #expect(account.status == (isCut ? .failed : .succeeded))
                #expect(isCut || streamed.trailers["x-kapell-cost"]?.contains("0.01133") == true)
            }
        }
    }
}
