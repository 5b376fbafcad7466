import KapellCore
import KapellJSON

/// Calls are written one after the other: official clients take a call for whole as soon as another one begins. Pieces
/// of a call that comes too early wait until the arguments before it have ended.
extension ChatEventEncoder {
    /// A call whose arguments are being written, or wait to be.
    struct OpenCall {
        var id = ""
        var name = ""
        /// Fragments that wait.
        var held = ""
        /// The index that the client sees, once it does.
        var index: Int?
        var tracker = ArgumentsTracker()
        /// A proof that came before the client sees the call.
        var proof: String?
    }

    mutating func write(
        _ index: Int, _ id: String?, _ name: String?, _ fragment: String, into bytes: inout [UInt8]
    ) {
        if calls[index] == nil { waiting.append(index) }
        var call = calls[index] ?? OpenCall()
        if let id, call.id.isEmpty { call.id = id }
        if let name, call.name.isEmpty { call.name = name }
        if let place = call.index {
            call.tracker.append(fragment)
            let isBlank = index != current && fragment.utf8.allSatisfy { $0 <= 0x20 }
            if !fragment.isEmpty, !isBlank { write(fragment, of: place, into: &bytes) }
        } else {
            call.held += fragment
        }
        calls[index] = call
        while let next = waiting.first, calls[next]?.name.isEmpty == false {
            if let current, calls[current]?.tracker.isComplete == false { return }
            announceNext(into: &bytes)
        }
    }

    /// The proof of a call, as Gemini's compatible API has it.
    mutating func write(_ proof: String, ofCall index: Int, into bytes: inout [UInt8]) {
        guard let place = calls[index]?.index else {
            calls[index]?.proof = proof
            return
        }
        piece(of: place, into: &bytes) { bytes in
            // Clients expect a function in every piece of a call.
            bytes.append(",\"function\":{\"arguments\":\"\"},\"extra_content\":{\"google\":{\"thought_signature\":")
            bytes.append(json: proof)
            bytes.append("}}")
        }
    }

    mutating func closeCalls(into bytes: inout [UInt8]) {
        closeCurrent(into: &bytes)
        while !waiting.isEmpty {
            announceNext(into: &bytes)
            closeCurrent(into: &bytes)
        }
    }

    /// A call without arguments has an empty object.
    private mutating func closeCurrent(into bytes: inout [UInt8]) {
        guard let index = current, let call = calls[index], let place = call.index, call.tracker.isEmpty else { return }
        write("{}", of: place, into: &bytes)
        calls[index]?.tracker.append("{}")
    }

    /// The first piece of a call: clients take its index for its place in their list, so there are no gaps.
    private mutating func announceNext(into bytes: inout [UInt8]) {
        let index = waiting.removeFirst()
        guard var call = calls[index] else { return }
        begin(isText: false, into: &bytes)
        if call.id.isEmpty { call.id = ChatResponseWriter.callID(of: answer, at: announced) }
        call.index = announced
        piece(of: announced, into: &bytes) { bytes in
            bytes.append(",\"id\":")
            bytes.append(json: call.id)
            bytes.append(",\"type\":\"function\",\"function\":{\"name\":")
            bytes.append(json: call.name)
            bytes.append(",\"arguments\":")
            bytes.append(json: call.held)
            bytes.append("}")
        }
        announced += 1
        call.tracker.append(call.held)
        call.held = ""
        let proof = call.proof
        call.proof = nil
        calls[index] = call
        current = index
        if let proof { write(proof, ofCall: index, into: &bytes) }
    }

    private func write(_ fragment: String, of place: Int, into bytes: inout [UInt8]) {
        piece(of: place, into: &bytes) { bytes in
            bytes.append(",\"function\":{\"arguments\":")
            bytes.append(json: fragment)
            bytes.append("}")
        }
    }

    /// A chunk with a piece of one call; `content` writes what follows its index.
    private func piece(of place: Int, into bytes: inout [UInt8], _ content: (inout [UInt8]) -> Void) {
        bytes += head
        bytes += opening
        bytes.append("{\"tool_calls\":[{\"index\":")
        bytes.append(decimal: place)
        content(&bytes)
        bytes.append("}]},\"logprobs\":null,\"finish_reason\":null}")
        bytes += tail
    }
}
