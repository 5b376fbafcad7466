import KapellCore
import KapellDialects
import KapellJSON
import KapellTesting
import Testing

@Suite("Images on OpenAI's wire")
struct ImageTests {
    private let wire = OpenAIImages()

    @Test("A request keeps all its fields, and goes on under another name")
    func request() throws {
        let text =
            #"{"model":"gpt-image-1","prompt":"a cat","n":2,"size":"1024x1024","new_field":{"a":1},"stream":true}"#
        let request = try wire.decodeRequest(WireProbe.object(text), .generations)
        #expect(request.model == "gpt-image-1" && request.count == 2 && request.streams)
        let forwarded = wire.forward(request, to: "other")
        var expected = try WireProbe.object(text)
        expected["model"] = "other"
        #expect(forwarded.body == expected && forwarded.path == "images/generations")
        for wrong in [
            #"{"model":"m"}"#, #"{"prompt":"a"}"#, #"{"model":"m","prompt":"a","n":0}"#, #"{"model":"m","prompt":3}"#,
        ] {
            #expect(
                KapellError.code { try wire.decodeRequest(WireProbe.object(wrong), .generations) } == .invalidRequest,
                "\(wrong)")
        }
    }

    @Test("Usage tells tokens of images from those of texts; without it, images are counted")
    func usage() throws {
        let full =
            #"{"data":[{"b64_json":"aGk="}],"usage":{"input_tokens":50,"output_tokens":272,"input_tokens_details":{"image_tokens":40,"text_tokens":10}}}"#
        let usage = try wire.usage(of: WireProbe.object(full))
        #expect(usage.tokens == ModelUsage(inputTokens: 50, outputTokens: 272))
        #expect(usage.imageInputTokens == 40 && usage.imageOutputTokens == 272)
        let bare = try wire.usage(of: WireProbe.object(#"{"data":[{"url":"https://a"},{"url":"https://b"}]}"#))
        #expect(bare == ImageUsage(images: 2))
        #expect(KapellError.code { try wire.usage(of: ["data": []]) } == .model)
        #expect(
            KapellError.code { try wire.usage(of: ["error": ["message": "no", "code": "invalid_api_key"]]) } != .model)
    }

    @Test("Of a stream, the finished images and its errors are seen")
    func events() throws {
        #expect(try wire.event(#"{"type":"image_generation.partial_image","b64_json":"aGk="}"#) == .more)
        let last = #"{"type":"image_edit.completed","usage":{"input_tokens":5,"output_tokens":7}}"#
        guard case .image(let usage) = try wire.event(last) else {
            Issue.record("no image")
            return
        }
        #expect(usage.tokens?.outputTokens == 7 && usage.imageOutputTokens == 7 && usage.images == 1)
        #expect(KapellError.code { try wire.event(#"{"type":"error","error":{"message":"no"}}"#) } != nil)
        #expect(KapellError.code { try wire.event("{") } == .model)
        let failure = String(decoding: wire.failure(KapellError(.timeout, "Too late.")), as: UTF8.self)
        #expect(failure.hasPrefix("event: error\ndata: {") && failure.hasSuffix("\n\n"))
    }

    private static let type = "multipart/form-data; boundary=\"xYz\""
    private static let form = Array(
        "--xYz\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\ngpt-image-1\r\n--xYz\r\ncontent-disposition: form-data; name=\"image\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n\u{0}--xY\r\n\r\n\r\n--xYz\r\nContent-Disposition: form-data; name=\"empty\"\r\n\r\n\r\n--xYz--\r\n"
            .utf8)

    @Test("A form is read, and another model's name is all that changes in it")
    func multipart() throws {
        let form = try MultipartForm(Self.form, contentType: Self.type)
        #expect(form["model"] == "gpt-image-1" && form["image"] == "\u{0}--xY\r\n\r\n" && form["empty"] == "")
        #expect(form["none"] == nil)
        let other = try form.replacing("model", with: "m")
        #expect(other["model"] == "m" && other["image"] == form["image"])
        let expected = String(decoding: Self.form, as: UTF8.self).replacing("gpt-image-1", with: "m")
        #expect(String(decoding: other.bytes, as: UTF8.self) == expected)
        #expect(KapellError.code { try form.replacing("model", with: "a\r\n--xYz") } == .invalidRequest)
        let request = try wire.decodeRequest(form, .edits)
        #expect(request.model == "gpt-image-1" && wire.forward(request, to: "m").path == "images/edits")
        #expect(wire.forward(request, to: "m").body.isEmpty)
    }

    @Test("A form that is none is refused, and no bytes do harm")
    func badForms() {
        for (type, bytes): (String, String) in [
            ("multipart/form-data", "--x--"), ("multipart/form-data; boundary=", "--"), (Self.type, ""),
            (Self.type, "--xYz"), (Self.type, "--xYz\r\n"), (Self.type, "--xYz\r\na: b\r\n\r\n"),
            (Self.type, "--xYz\r\na: b\r\n--xYz--"), (Self.type, "xx--xYz--"),
        ] {
            #expect(KapellError.code { try MultipartForm(Array(bytes.utf8), contentType: type) } == .invalidRequest)
        }
        var random = SeededGenerator(11)
        for _ in 0..<2_000 {
            var bytes = Self.form
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: bytes.indices, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes.remove(at: place)
                case 1: bytes[place] = UInt8.random(in: 0...255, using: &random)
                default: bytes.removeSubrange(place..<min(place + 20, bytes.count))
                }
                if bytes.isEmpty { break }
            }
            guard let form = try? MultipartForm(bytes, contentType: Self.type) else { continue }
            #expect(form.bytes == bytes)
        }
    }
}
