import KapellCore
import KapellJSON

/// Writes a stream of response events.
///
/// Reasoning and text are one item each as long as nothing else comes between; calls stay open until their arguments
/// have ended, since pieces of several may come in turn.
struct ResponsesEventEncoder: DialectEventEncoder {
    /// The reasoning or text that is being written.
    private struct Open {
        var isText: Bool
        var id: String
        var place: Int
        var text = ""
        var signature: String?
        /// Of an event with a piece: what stands between its number and the piece.
        var middle: [UInt8]
    }

    var frames = ResponsesFrames()
    let writer: ResponsesWriter
    private var open: Open?
    /// The calls that are still open, by their indices in the hub.
    var calls: [Int: OpenCall] = [:]
    /// The items that are whole, by their places.
    var output: [Int: JSONValue] = [:]
    var placeCount = 0
    private var usage = ModelUsage()
    private var reason: FinishReason?

    init(_ answer: DialectAnswer) {
        writer = ResponsesWriter(answer)
    }

    mutating func encode(_ event: ModelEvent) -> [UInt8] {
        var bytes: [UInt8] = []
        begin(into: &bytes)
        switch event {
        case .text(let piece): if !piece.isEmpty { write(piece, isText: true, into: &bytes) }
        case .reasoning(let piece): if !piece.isEmpty { write(piece, isText: false, into: &bytes) }
        case .signature(let proof, nil):
            if open?.isText == false {
                open?.signature = proof
                closeOpen(into: &bytes)
            } else {
                writeSealed(proof, into: &bytes)
            }
        case .signature: break
        case .toolArguments(let index, let id, let name, let fragment):
            write(index, id, name, fragment, into: &bytes)
        case .usage(let total): usage = total
        case .finished(let last): reason = last
        }
        return bytes
    }

    mutating func finish() -> [UInt8] {
        var bytes: [UInt8] = []
        begin(into: &bytes)
        closeOpen(into: &bytes)
        for index in calls.keys.sorted() { closeCall(index, into: &bytes) }
        let isPartial = reason == .length || reason == .contentFilter
        if output.isEmpty, !isPartial {
            openItem(isText: true, into: &bytes)
            closeOpen(into: &bytes)
        }
        let items = output.sorted { $0.key < $1.key }.map(\.value)
        let response = writer.object(status: .finished(reason), output: items, usage: usage)
        frames.write(
            isPartial ? "response.incomplete" : "response.completed", [("response", .object(response))], into: &bytes)
        return bytes
    }

    /// `response.failed`, and after it an `error` that also has OpenAI's error object: official clients raise that one.
    mutating func fail(_ error: KapellError) -> [UInt8] {
        var bytes: [UInt8] = []
        begin(into: &bytes)
        let items = output.sorted { $0.key < $1.key }.map(\.value)
        let response = writer.object(status: .failed(error), output: items, usage: usage)
        frames.write("response.failed", [("response", .object(response))], into: &bytes)
        let object = OpenAIErrors.object(error)
        frames.write(
            "error",
            [
                ("code", object["code"] ?? .null), ("message", object["message"] ?? ""),
                ("param", object["param"] ?? .null), ("error", .object(object)),
            ], into: &bytes)
        return bytes
    }

    private mutating func begin(into bytes: inout [UInt8]) {
        guard frames.isFresh else { return }
        let response = JSONValue.object(writer.object(status: .inProgress, output: []))
        frames.write("response.created", [("response", response)], into: &bytes)
        frames.write("response.in_progress", [("response", response)], into: &bytes)
    }

    // MARK: Reasoning and text

    private mutating func write(_ piece: String, isText: Bool, into bytes: inout [UInt8]) {
        if open?.isText != isText { openItem(isText: isText, into: &bytes) }
        guard open != nil else { return }
        open?.text += piece
        bytes.reserveCapacity(bytes.count + piece.utf8.count + 256)
        frames.begin(isText ? "response.output_text.delta" : "response.reasoning_summary_text.delta", into: &bytes)
        bytes += open?.middle ?? []
        bytes.append(json: piece)
        bytes.append(isText ? ",\"logprobs\":[]}\n\n" : "}\n\n")
    }

    private mutating func openItem(isText: Bool, into bytes: inout [UInt8]) {
        closeOpen(into: &bytes)
        closeCompleteCalls(into: &bytes)
        let place = placeCount
        placeCount += 1
        let id = isText ? writer.messageID(at: place) : writer.reasoningID(at: place)
        let item =
            isText
            ? writer.message(id: id, "", status: "in_progress")
            : writer.reasoning(id: id, ModelReasoning(text: ""))
        frames.write(
            "response.output_item.added", [("output_index", JSONValue(place)), ("item", item)], into: &bytes)
        var middle = [UInt8](",\"item_id\":".utf8)
        middle.append(json: id)
        middle.append(",\"output_index\":")
        middle.append(decimal: place)
        middle.append(isText ? ",\"content_index\":0,\"delta\":" : ",\"summary_index\":0,\"delta\":")
        open = Open(isText: isText, id: id, place: place, middle: middle)
        writePart(isDone: false, "", of: isText, id: id, place: place, into: &bytes)
    }

    /// Reasoning that the provider keeps to itself: an item without a text.
    private mutating func writeSealed(_ proof: String, into bytes: inout [UInt8]) {
        closeOpen(into: &bytes)
        closeCompleteCalls(into: &bytes)
        let place = JSONValue(placeCount)
        let id = writer.reasoningID(at: placeCount)
        let item = writer.reasoning(id: id, ModelReasoning(text: ""))
        let whole = writer.reasoning(id: id, ModelReasoning(text: "", signature: proof))
        frames.write("response.output_item.added", [("output_index", place), ("item", item)], into: &bytes)
        frames.write("response.output_item.done", [("output_index", place), ("item", whole)], into: &bytes)
        output[placeCount] = whole
        placeCount += 1
    }

    private mutating func writePart(
        isDone: Bool, _ text: String, of isText: Bool, id: String, place: Int, into bytes: inout [UInt8]
    ) {
        let type: StaticString =
            switch (isText, isDone) {
            case (true, false): "response.content_part.added"
            case (true, true): "response.content_part.done"
            case (false, false): "response.reasoning_summary_part.added"
            case (false, true): "response.reasoning_summary_part.done"
            }
        frames.write(
            type,
            [
                ("item_id", .string(id)), ("output_index", JSONValue(place)),
                (isText ? "content_index" : "summary_index", 0),
                ("part", isText ? writer.part(text) : ["type": "summary_text", "text": .string(text)]),
            ], into: &bytes)
    }

    mutating func closeOpen(into bytes: inout [UInt8]) {
        guard let item = open else { return }
        open = nil
        var done: [(String, JSONValue)] = [
            ("item_id", .string(item.id)), ("output_index", JSONValue(item.place)),
            (item.isText ? "content_index" : "summary_index", 0), ("text", .string(item.text)),
        ]
        let whole: JSONValue
        if item.isText {
            done.append(("logprobs", []))
            frames.write("response.output_text.done", done, into: &bytes)
            writePart(isDone: true, item.text, of: true, id: item.id, place: item.place, into: &bytes)
            let isPartial = reason == .length || reason == .contentFilter
            whole = writer.message(id: item.id, item.text, status: isPartial ? "incomplete" : "completed")
        } else {
            frames.write("response.reasoning_summary_text.done", done, into: &bytes)
            writePart(isDone: true, item.text, of: false, id: item.id, place: item.place, into: &bytes)
            whole = writer.reasoning(id: item.id, ModelReasoning(text: item.text, signature: item.signature))
        }
        frames.write(
            "response.output_item.done", [("output_index", JSONValue(item.place)), ("item", whole)], into: &bytes)
        output[item.place] = whole
    }
}
