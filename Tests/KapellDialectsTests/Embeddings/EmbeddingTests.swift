import KapellCore
import KapellDialects
import KapellJSON
import Testing

@Suite("Embeddings on every wire")
struct EmbeddingTests {
    private static let dialects: [any EmbeddingDialect] = [
        OpenAIEmbeddings(), CohereEmbeddings(), OllamaEmbeddings(), GeminiEmbeddings(),
    ]

    private func read(_ dialect: any EmbeddingDialect, _ text: String) throws -> EmbeddingRequest {
        try dialect.decodeRequest(
            WireProbe.object(text), to: DialectTarget(model: text.contains("\"model\"") ? nil : "m"))
    }

    @Test("A request written by a wire is read by it the same", arguments: EmbeddingWire.allCases)
    func requests(wire: EmbeddingWire) throws {
        let dialect = try #require(Self.dialects.first { $0.wire == wire })
        var request = EmbeddingRequest(wire: wire, model: "m", texts: ["a", "b"])
        request.dimensions = 8
        if wire == .cohere || wire == .gemini { request.inputType = .query }
        if wire != .openAI { request.truncates = false }
        let encoded = try dialect.encodeRequest(request)
        #expect(encoded.losses.isEmpty)
        var again = try dialect.decodeRequest(encoded.body, to: DialectTarget())
        again.body = [:]
        #expect(again == request)
    }

    @Test("Vectors come back to the bit, as numbers and as base64", arguments: EmbeddingWire.allCases)
    func responses(wire: EmbeddingWire) throws {
        let dialect = try #require(Self.dialects.first { $0.wire == wire })
        let vectors: [[Float]] = [[0.1, -3.402_823_5e38, .leastNonzeroMagnitude], [0, 1, .pi]]
        let response = EmbeddingResponse(vectors: vectors, tokens: 5)
        for encoding in [EmbeddingEncoding.float, .base64] {
            var request = EmbeddingRequest(wire: wire, model: "m", texts: ["a", "b"])
            request.encoding = encoding
            let body = dialect.encodeResponse(response, to: request, of: WireProbe.answer)
            let text = JSONValue.object(body).serialized()
            let again = try dialect.decodeResponse(WireProbe.object(text))
            #expect(again.vectors == vectors && again.tokens == 5)
        }
    }

    @Test("What a client of OpenAI's asks for is read; tokens are refused")
    func openAI() throws {
        let request = try read(OpenAIEmbeddings(), #"{"model":"m","input":"a","encoding_format":"base64","user":"u"}"#)
        #expect(request.texts == ["a"] && request.encoding == .base64 && request.unknown.keys == ["user"])
        #expect(KapellError.code { try read(OpenAIEmbeddings(), #"{"model":"m","input":[]}"#) } == .invalidRequest)
        let swapped = #"{"data":[{"index":1,"embedding":[2]},{"index":0,"embedding":"AACAPw=="}]}"#
        #expect(try OpenAIEmbeddings().decodeResponse(WireProbe.object(swapped)).vectors == [[1], [2]])
    }

    @Test("Cohere is told what vectors are for, and says so where it had to guess")
    func cohere() throws {
        let request = try read(OpenAIEmbeddings(), #"{"model":"m","input":["a"]}"#)
        let encoded = try CohereEmbeddings().encodeRequest(request)
        #expect(encoded.body["input_type"] == "search_document" && encoded.path == "v2/embed")
        #expect(encoded.losses.map(\.description) == ["approximated: input_type"])
        let inputs = #"{"model":"m","input_type":"search_query","inputs":[{"content":[{"type":"text","text":"a"}]}]}"#
        #expect(try read(CohereEmbeddings(), inputs).texts == ["a"])
        #expect(KapellError.code { try CohereEmbeddings().decodeResponse(["message": "no"]) } == .unavailable)
    }

    @Test("The older route of Ollama takes one prompt and gives one vector")
    func ollama() throws {
        let request = try read(OllamaEmbeddings(), #"{"model":"m","prompt":"a","keep_alive":1}"#)
        #expect(request.isSingle && request.texts == ["a"])
        let body = OllamaEmbeddings().encodeResponse(
            EmbeddingResponse(vectors: [[0.5]]), to: request, of: WireProbe.answer)
        #expect(body == ["embedding": [0.5]])
        #expect(try OllamaEmbeddings().decodeResponse(body).vectors == [[0.5]])
        #expect(try OllamaEmbeddings().encodeRequest(request).body["keep_alive"] == 1)
    }

    @Test("Gemini's single and batched requests, in either spelling")
    func gemini() throws {
        let single = try read(
            GeminiEmbeddings(),
            #"{"content":{"parts":[{"text":"a"}]},"task_type":"RETRIEVAL_QUERY","output_dimensionality":4}"#)
        #expect(single.isSingle && single.inputType == .query && single.dimensions == 4 && single.model == "m")
        let encoded = try GeminiEmbeddings().encodeRequest(single)
        #expect(encoded.path == "models/m:batchEmbedContents")
        #expect(
            encoded.body["requests"]?[0]
                == [
                    "model": "models/m", "taskType": "RETRIEVAL_QUERY", "outputDimensionality": 4,
                    "content": ["parts": [["text": "a"]]],
                ])
        let answer = GeminiEmbeddings().encodeResponse(
            EmbeddingResponse(vectors: [[1]]), to: single, of: WireProbe.answer)
        #expect(answer["embedding"] == ["values": [1]])
        let mixed =
            #"{"requests":[{"content":{"parts":[{"text":"a"}]},"taskType":"CLUSTERING"},{"content":{"parts":[{"text":"b"}]}}]}"#
        #expect(try read(GeminiEmbeddings(), mixed).losses.map(\.field) == ["requests[1].taskType"])
    }

    @Test("A request goes on to a provider of the same wire as it came", arguments: EmbeddingWire.allCases)
    func forward(wire: EmbeddingWire) throws {
        let dialect = try #require(Self.dialects.first { $0.wire == wire })
        var request = EmbeddingRequest(wire: wire, model: "m", texts: ["a"])
        request.body = try dialect.encodeRequest(request).body
        request.body["extra"] = 1
        let again = dialect.forward(request, to: "other")
        #expect(again.body["extra"] == 1 && again.body.description.contains("other"))
        #expect(!again.body.description.contains(#""m""#) && !again.path.isEmpty)
    }

    @Test("What a wire alone knows goes on as it came, and to no other wire")
    func refusals() throws {
        let cases: [(any EmbeddingDialect, String)] = [
            (OpenAIEmbeddings(), #"{"model":"m","input":[1,2]}"#),
            (OpenAIEmbeddings(), #"{"model":"m","input":[[1,2],[3]]}"#),
            (CohereEmbeddings(), #"{"model":"m","texts":["a"],"embedding_types":["binary"]}"#),
            (CohereEmbeddings(), #"{"model":"m","images":["data:image/png;base64,AA=="],"input_type":"image"}"#),
            (GeminiEmbeddings(), #"{"content":{"parts":[{"inlineData":{"mimeType":"image/png","data":"AA=="}}]}}"#),
            (
                GeminiEmbeddings(),
                #"{"requests":[{"content":{"parts":[{"text":"a"}]},"outputDimensionality":4},{"content":{"parts":[{"text":"b"}]}}]}"#
            ),
        ]
        for (dialect, text) in cases {
            let request = try read(dialect, text)
            #expect(request.refusal?.code == .unsupported, "\(text)")
            let forwarded = dialect.forward(request, to: "m").body
            for (key, value) in try WireProbe.object(text) where key != "requests" { #expect(forwarded[key] == value) }
            for other in Self.dialects {
                #expect(KapellError.code { try other.encodeRequest(request) } == .unsupported, "\(text)")
            }
        }
    }

    @Test("Bedrock's bodies: one text for Titan, a list for Cohere's models, nothing for those that are not known")
    func bedrock() throws {
        let codec = BedrockEmbeddings()
        var request = EmbeddingRequest(wire: .openAI, model: "amazon.titan-embed-text-v2:0", texts: ["a"])
        request.dimensions = 256
        let titan = try codec.encodeRequest(request)
        #expect(titan.path == "model/amazon.titan-embed-text-v2%3A0/invoke")
        #expect(titan.body == ["inputText": "a", "dimensions": 256] && titan.losses.isEmpty)
        let answer = try codec.decodeResponse(["embedding": [0.5, 1], "inputTextTokenCount": 4])
        #expect(answer.vectors == [[0.5, 1]] && answer.tokens == 4)
        request.model = "cohere.embed-english-v3"
        request.texts = ["a", "b"]
        let cohere = try codec.encodeRequest(request)
        #expect(cohere.body["texts"] == ["a", "b"] && cohere.body["model"] == nil)
        #expect(cohere.path == "model/cohere.embed-english-v3/invoke")
        #expect(try codec.decodeResponse(["embeddings": ["float": [[1], [2]]]]).vectors == [[1], [2]])
        for (model, texts) in [("meta.llama3", ["a"]), ("amazon.titan-embed-text-v1", ["a", "b"])] {
            request.model = model
            request.texts = texts
            #expect(KapellError.code { try codec.encodeRequest(request) } == .unsupported)
        }
    }

    @Test("Answers that are none are refused", arguments: EmbeddingWire.allCases)
    func bad(wire: EmbeddingWire) throws {
        let dialect = try #require(Self.dialects.first { $0.wire == wire })
        for text in [
            "{}", #"{"data":3}"#, #"{"data":[{"index":4,"embedding":[1]}]}"#, #"{"embeddings":[["a"]]}"#,
            #"{"embeddings":[{"values":[1e300]}]}"#, #"{"data":[{"embedding":"AAA="}]}"#,
        ] {
            #expect(KapellError.code { try dialect.decodeResponse(WireProbe.object(text)) } == .model, "\(text)")
        }
    }

    @Test("Documents are ranked, on both sides")
    func rerank() throws {
        let wire = CohereRerank()
        let text =
            #"{"model":"m","query":"q","documents":["a",{"text":"b"}],"top_n":1,"return_documents":true,"max_tokens_per_doc":9}"#
        let request = try wire.decodeRequest(WireProbe.object(text), to: DialectTarget())
        #expect(request.documents == ["a", "b"] && request.topN == 1 && request.unknown.keys == ["max_tokens_per_doc"])
        #expect(
            wire.encodeRequest(request).body["max_tokens_per_doc"] == 9
                && wire.encodeRequest(request).path == "v2/rerank")
        let answer = try wire.decodeResponse(
            .object(
                WireProbe.object(
                    #"{"results":[{"index":0,"relevance_score":0.25},{"index":1,"relevance_score":0.5}],"meta":{"billed_units":{"search_units":1}}}"#
                )))
        #expect(answer.results.map(\.index) == [1, 0] && answer.searchUnits == 1)
        let body = wire.encodeResponse(answer, to: request, of: WireProbe.answer)
        #expect(body["results"] == [["index": 1, "relevance_score": 0.5, "document": ["text": "b"]]])
        #expect(KapellError.code { try wire.decodeResponse(["results": [["index": -1]]]) } == .model)
        #expect(
            KapellError.code { try wire.decodeRequest(["model": "m", "query": "q"], to: DialectTarget()) }
                == .invalidRequest)
        #expect(body["meta"]?["billed_units"] == ["search_units": 1])
        let forwarded = wire.forward(request, to: "other").body
        #expect(forwarded["model"] == "other" && forwarded["documents"] == request.body["documents"])
    }

    @Test("Other servers are asked to rank in their own words, and what they do not know is named")
    func otherRankers() throws {
        var request = RerankRequest(model: "amazon.rerank-v1:0", query: "q", documents: ["a", "b"])
        request.topN = 5
        request.unknown = ["max_tokens_per_doc": 9]
        let tei = TEIRerank().encodeRequest(request)
        #expect(tei.path == "/rerank" && tei.body["texts"] == ["a", "b"] && tei.body["model"] == nil)
        #expect(tei.losses.map(\.field) == ["max_tokens_per_doc"])
        #expect(
            try TEIRerank().decodeResponse([["index": 0, "score": 1], ["index": 1, "score": 2]]).results[0].index == 1)
        #expect(
            KapellError.code { try TEIRerank().decodeResponse(["error": "no", "error_type": "Backend"]) } != .model)
        let amazon = BedrockRerank().encodeRequest(request)
        #expect(amazon.path == "model/amazon.rerank-v1%3A0/invoke" && amazon.body["api_version"] == nil)
        #expect(amazon.body["top_n"] == 2 && amazon.losses.count == 1)
        request.model = "cohere.rerank-v3-5:0"
        let cohere = BedrockRerank().encodeRequest(request)
        #expect(cohere.body["api_version"] == 2 && cohere.losses.isEmpty && cohere.body["model"] == nil)
        let answer = try BedrockRerank().decodeResponse(["results": [["index": 1, "relevance_score": 0.5]]])
        #expect(answer.results == [RerankResponse.Result(index: 1, score: 0.5)] && answer.searchUnits == nil)
        for wrong: JSONValue in [[], ["results": [["index": 1]]], ["results": 3]] {
            #expect(KapellError.code { try BedrockRerank().decodeResponse(wrong) } == .model)
        }
    }
}
