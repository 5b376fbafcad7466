internal import CLlama
import KapellCore

extension BatchEngine {
    /// Takes the beginning of a request out of the folder of states, where that is longer than what is there.
    func restore(_ stream: GenerationStream) {
        guard let sequence = stream.sequence, stream.variant.isEmpty,
            let found = shelf?.longest(stream.tokens, beyond: stream.computed)
        else { return }
        llama_memory_seq_rm(memory, sequence, -1, -1)
        stream.computed = 0
        let count = found.state.withUnsafeBufferPointer {
            llama_state_seq_set_data(context, $0.baseAddress, $0.count, sequence)
        }
        guard count == found.state.count, llama_memory_seq_pos_max(memory, sequence) == Int32(found.tokens - 1) else {
            llama_memory_seq_rm(memory, sequence, -1, -1)
            return
        }
        stream.computed = found.tokens
    }

    /// Keeps the system prompt of a request that was read, where it is long and new.
    func save(_ stream: GenerationStream) {
        let count = stream.job.systemTokens
        guard let shelf, let sequence = stream.sequence, stream.variant.isEmpty, sharesPrefixes,
            count >= StateShelf.shortest, count < stream.computed
        else { return }
        let tokens = Array(stream.tokens.prefix(count))
        guard shelf.wants(tokens), !freeSequences.isEmpty || dropOldest(), let part = freeSequences.last else { return }
        llama_memory_seq_cp(memory, sequence, part, 0, Int32(count))
        defer { llama_memory_seq_rm(memory, part, -1, -1) }
        let size = llama_state_seq_get_size(context, part)
        guard size <= StateShelf.largest else { return }
        var state = [UInt8](repeating: 0, count: size)
        let written = state.withUnsafeMutableBufferPointer {
            llama_state_seq_get_data(context, $0.baseAddress, $0.count, part)
        }
        guard written > 0, written <= state.count else { return }
        state.removeLast(state.count - written)
        shelf.keep(tokens, state)
    }
}
