import KapellCore
import KapellJSON

extension ResponsesEventEncoder {
    /// A call whose arguments are being written.
    struct OpenCall {
        var call = ModelToolCall(id: "", name: "", arguments: "")
        var tracker = ArgumentsTracker()
        /// The item's place, once the call has its name.
        var place: Int?
        /// Whether nothing more can come: pieces that do are left aside.
        var isClosed = false
        /// Of an event with a piece: what stands between its number and the piece.
        var middle: [UInt8] = []
    }

    mutating func write(
        _ index: Int, _ id: String?, _ name: String?, _ fragment: String, into bytes: inout [UInt8]
    ) {
        if calls[index] == nil {
            closeOpen(into: &bytes)
            closeCompleteCalls(into: &bytes)
        }
        var open = calls[index] ?? OpenCall()
        guard !open.isClosed else { return }
        if let id, open.call.id.isEmpty { open.call.id = id }
        if let name, open.call.name.isEmpty { open.call.name = name }
        open.call.arguments += fragment
        open.tracker.append(fragment)
        if open.place == nil, !open.call.name.isEmpty {
            announce(&open, into: &bytes)
            writeDelta(open.call.arguments, of: open, into: &bytes)
        } else if open.place != nil {
            writeDelta(fragment, of: open, into: &bytes)
        }
        calls[index] = open
    }

    mutating func closeCompleteCalls(into bytes: inout [UInt8]) {
        for index in calls.keys.sorted() where calls[index]?.tracker.isComplete == true {
            closeCall(index, into: &bytes)
        }
    }

    mutating func closeCall(_ index: Int, into bytes: inout [UInt8]) {
        guard var open = calls[index], !open.isClosed else { return }
        if open.place == nil {
            announce(&open, into: &bytes)
            writeDelta(open.call.arguments, of: open, into: &bytes)
        }
        if open.tracker.isEmpty {
            open.call.arguments = "{}"
            writeDelta("{}", of: open, into: &bytes)
        }
        open.isClosed = true
        guard let place = open.place else { return }
        let id = writer.itemID(at: place)
        let whole = writer.call(id: id, open.call, status: "completed")
        frames.write(
            "response.function_call_arguments.done",
            [
                ("item_id", .string(id)), ("output_index", JSONValue(place)), ("name", .string(open.call.name)),
                ("arguments", .string(open.call.arguments)),
            ], into: &bytes)
        frames.write("response.output_item.done", [("output_index", JSONValue(place)), ("item", whole)], into: &bytes)
        output[place] = whole
        calls[index] = open
    }

    private mutating func announce(_ open: inout OpenCall, into bytes: inout [UInt8]) {
        let place = placeCount
        placeCount += 1
        if open.call.id.isEmpty { open.call.id = writer.callID(at: place) }
        open.place = place
        let id = writer.itemID(at: place)
        open.middle = [UInt8](",\"item_id\":".utf8)
        open.middle.append(json: id)
        open.middle.append(",\"output_index\":")
        open.middle.append(decimal: place)
        open.middle.append(",\"delta\":")
        let item = writer.call(id: id, open.call, status: "in_progress")
        frames.write(
            "response.output_item.added", [("output_index", JSONValue(place)), ("item", item)], into: &bytes)
    }

    private mutating func writeDelta(_ fragment: String, of open: OpenCall, into bytes: inout [UInt8]) {
        guard !fragment.isEmpty else { return }
        frames.begin("response.function_call_arguments.delta", into: &bytes)
        bytes += open.middle
        bytes.append(json: fragment)
        bytes.append("}\n\n")
    }
}
