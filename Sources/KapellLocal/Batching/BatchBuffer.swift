internal import CLlama

/// The tokens that are computed in one go.
struct BatchBuffer: ~Copyable {
    let capacity: Int
    private(set) var batch: llama_batch

    init(capacity: Int) {
        self.capacity = capacity
        batch = llama_batch_init(Int32(capacity), 0, 1)
        batch.n_tokens = 0
    }

    deinit { llama_batch_free(batch) }

    var count: Int { Int(batch.n_tokens) }
    var room: Int { capacity - count }

    mutating func clear() { batch.n_tokens = 0 }

    /// Puts a token at the end; there must be room.
    ///
    /// - Parameter isWanted: whether what comes out at it is looked at.
    /// - Returns: its place.
    @discardableResult
    mutating func add(_ token: Int32, position: Int, sequence: Int32, isWanted: Bool) -> Int32 {
        let index = Int(batch.n_tokens)
        precondition(index < capacity, "The batch is full.")
        batch.token[index] = token
        batch.pos[index] = Int32(position)
        batch.n_seq_id[index] = 1
        batch.seq_id[index]?[0] = sequence
        batch.logits[index] = isWanted ? 1 : 0
        batch.n_tokens += 1
        return Int32(index)
    }
}
