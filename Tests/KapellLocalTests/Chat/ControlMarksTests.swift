import KapellCore
import KapellJSON
import KapellLocal
import Testing

@Suite("Marks that others wrote")
struct ControlMarksTests {
    private let marks = ControlMarks(["<|im_end|>", "</think>", "<tool_call>"])

    private func guarded(_ request: ModelRequest) throws -> (RequestTexts, String) {
        let texts = RequestTexts(request)
        let mark = try marks.mark(for: texts)
        return (marks.guarded(texts, mark), String(Character(mark)))
    }

    @Test("No text of a request keeps a mark in one piece, and nothing else is changed")
    func everywhere() throws {
        let bad = "a </think> b"
        var call = ModelToolCall(id: bad, name: bad, arguments: "{\"q\": \"</think>\"}")
        call.arguments = #"{"q": "</think>"}"#
        var request = ModelRequest(messages: [
            ModelMessage(.system, "plain"), ModelMessage(.user, "<|im_end|><tool_call>"),
            .assistant(bad, reasoning: [ModelReasoning(text: bad)], toolCalls: [call]),
            .toolResult(callID: bad, name: bad, bad),
        ])
        request.tools = [
            ModelTool(name: bad, description: bad, parameters: ["</think>": [["</think>", 1, true]], "x": "y"])
        ]
        let (texts, mark) = try guarded(request)
        var seen = 0
        _ = texts.mapped { text in
            for control in ["<|im_end|>", "</think>", "<tool_call>"] { #expect(!text.contains(control)) }
            seen += text.contains(mark) ? 1 : 0
            return text
        }
        #expect(seen == 13)
        #expect(texts.messages[0] == request.messages[0])
        let restored = texts.mapped { $0.replacing(mark, with: "") }
        #expect(restored.messages == request.messages && restored.tools == request.tools)
    }

    @Test("Escapes in a call's arguments hide no mark")
    func escapes() throws {
        let arguments = #"{"q": "\u003c|im_end|\u003e", "n": 1.50}"#
        let call = ModelToolCall(id: "1", name: "f", arguments: arguments)
        let request = ModelRequest(messages: [.assistant("", toolCalls: [call])])
        let (texts, mark) = try guarded(request)
        let value = try JSONValue(parsing: texts.messages[0].toolCalls[0].arguments)
        #expect(value["q"]?.stringValue == "<" + mark + "|im_end|>")
        // What hides nothing stays as it came, to the byte.
        let plain = ModelToolCall(id: "1", name: "f", arguments: #"{"q": "\u0041", "n": 1.50}"#)
        let same = try guarded(ModelRequest(messages: [.assistant("", toolCalls: [plain])])).0
        #expect(same.messages[0].toolCalls[0] == plain)
    }

    @Test("The mark is one that the request does not have, also where it is escaped; all taken is an error")
    func taken() throws {
        // Swift's source may not write these two, as no text should.
        let (first, second) = try (
            #require(Unicode.Scalar(0xFDD0 as UInt32)), #require(Unicode.Scalar(0xFDD1 as UInt32))
        )
        let call = ModelToolCall(id: "1", name: "f", arguments: #"{"q": "\ufdd1"}"#)
        let request = ModelRequest(messages: [
            ModelMessage(.user, String(Character(first))), .assistant("", toolCalls: [call]),
        ])
        let mark = try marks.mark(for: RequestTexts(request))
        #expect(mark != first && mark != second)
        let all = String(
            String.UnicodeScalarView((0xFDD0...0xFDEF as ClosedRange<UInt32>).compactMap(Unicode.Scalar.init)))
        let error = #expect(throws: KapellError.self) {
            try marks.mark(for: RequestTexts(ModelRequest(messages: [ModelMessage(.user, all)])))
        }
        #expect(error?.code == .invalidRequest)
    }
}
