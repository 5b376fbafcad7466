internal import CLlama
import KapellCore

extension BatchEngine {
    /// The beginning of a request in the folder of states, where that is longer than what is there.
    func saved(_ stream: GenerationStream, beyond length: Int) -> (tokens: Int, state: [UInt8])? {
        guard stream.variant.isEmpty else { return nil }
        return shelf?.longest(stream.tokens, beyond: length)
    }

    /// Puts a state into the empty sequence of a request.
    func restore(_ saved: (tokens: Int, state: [UInt8]), to stream: GenerationStream) {
        guard let sequence = stream.sequence else { return }
        stream.computed = setState(saved.state, of: sequence, tokens: saved.tokens) ? saved.tokens : 0
    }

    private func setState(_ state: [UInt8], of sequence: Int32, tokens: Int) -> Bool {
        let count = state.withUnsafeBufferPointer {
            llama_state_seq_set_data(context, $0.baseAddress, $0.count, sequence)
        }
        guard count == state.count, llama_memory_seq_pos_max(memory, sequence) == Int32(tokens - 1) else {
            llama_memory_seq_rm(memory, sequence, -1, -1)
            return false
        }
        return true
    }

    private func state(of sequence: Int32) -> [UInt8]? {
        let size = llama_state_seq_get_size(context, sequence)
        guard size <= 2 * StateShelf.largest else { return nil }
        var state = [UInt8](repeating: 0, count: size)
        let written = state.withUnsafeMutableBufferPointer {
            llama_state_seq_get_data(context, $0.baseAddress, $0.count, sequence)
        }
        guard written > 0, written <= state.count else { return nil }
        state.removeLast(state.count - written)
        return state
    }

    /// Keeps the system prompt of a request that was read, where it is long and new.
    func save(_ stream: GenerationStream) {
        let count = stream.job.systemTokens
        guard let shelf, let sequence = stream.sequence, stream.variant.isEmpty, sharesPrefixes,
            count >= StateShelf.shortest, count < stream.computed
        else { return }
        let tokens = Array(stream.tokens.prefix(count))
        guard shelf.wants(tokens) else { return }
        let part = limits.isSeparate ? cutState(stream, sequence, count) : copiedState(sequence, count)
        if let part, part.count <= StateShelf.largest { shelf.keep(tokens, part) }
    }

    /// The state of the first tokens of a sequence, by way of a second one that has no others.
    private func copiedState(_ sequence: Int32, _ count: Int) -> [UInt8]? {
        guard !freeSequences.isEmpty || dropOldest(), let part = freeSequences.last else { return nil }
        llama_memory_seq_cp(memory, sequence, part, 0, Int32(count))
        defer { llama_memory_seq_rm(memory, part, -1, -1) }
        return state(of: part)
    }

    /// The same where sequences do not share a buffer: the others are taken out, and put back.
    private func cutState(_ stream: GenerationStream, _ sequence: Int32, _ count: Int) -> [UInt8]? {
        guard let whole = state(of: sequence) else { return nil }
        llama_memory_seq_rm(memory, sequence, Int32(count), -1)
        let part = state(of: sequence)
        // What cannot be put back is read again.
        if !setState(whole, of: sequence, tokens: stream.computed) { stream.computed = 0 }
        return part
    }
}
