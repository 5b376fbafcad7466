internal import CLlama
import KapellCore

extension BatchEngine {
    /// What there is of a request's beginning.
    private struct Beginning {
        let sequence: Int32
        /// Tokens that both have.
        let length: Int
        /// Tokens that are in the sequence.
        let whole: Int
        /// Whether nobody writes there any more.
        let isKept: Bool
    }

    /// Gives a request its sequence, with what there is of its beginning.
    ///
    /// - Returns: whether there was a sequence for it.
    func begin(_ stream: GenerationStream) -> Bool {
        guard !freeSequences.isEmpty || !kept.entries.isEmpty else { return false }
        stream.computed = 0
        if stream.began == nil { stream.began = .now }
        if stream.job.isRepeatable {
            // Sums go by the places in the buffer: with nothing else there, these are the same each time.
            if active.isEmpty, !limits.isSeparate { while dropOldest() {} }
            stream.sequence = takeSequence()
            return stream.sequence != nil
        }
        let found = beginning(of: stream)
        if !copyIsPending, let saved = saved(stream, beyond: found?.length ?? 0) {
            stream.sequence = takeSequence()
            restore(saved, to: stream)
        } else if let found {
            use(found, for: stream)
        } else {
            stream.sequence = takeSequence()
        }
        if !stream.isRead { stream.reused = stream.computed }
        counts.tokensReused += stream.computed
        return stream.sequence != nil
    }

    /// The longest beginning of a request that somebody has read.
    private func beginning(of stream: GenerationStream) -> Beginning? {
        // The last token is computed in any case: what follows it is asked for.
        let most = stream.tokens.count - 1
        var best: Beginning?
        if let found = kept.longest(stream.tokens, variant: stream.variant) {
            let entry = kept.entries[found.index]
            let length = min(found.length, most)
            if sharesPrefixes || entry.tokens.count <= length {
                best = Beginning(
                    sequence: entry.sequence, length: length, whole: entry.tokens.count, isKept: true)
            }
        }
        guard sharesPrefixes else { return best }
        for other in active where other.variant == stream.variant {
            guard let sequence = other.sequence else { continue }
            let length = min(other.tokens.commonPrefix(with: stream.tokens), other.computed, most)
            guard length >= PrefixCache.shortest, length > best?.length ?? 0, copyPays(length) else { continue }
            best = Beginning(sequence: sequence, length: length, whole: other.computed, isKept: false)
        }
        return best
    }

    private func use(_ found: Beginning, for stream: GenerationStream) {
        if found.isKept {
            kept.use(found.sequence)
            if found.whole <= found.length || goesOnInPlace(found) {
                kept.remove(found.sequence)
                stream.sequence = found.sequence
                stream.computed = found.length
                if found.whole > found.length {
                    llama_memory_seq_rm(memory, found.sequence, Int32(found.length), -1)
                }
                return
            }
        }
        stream.sequence = takeSequence(sparing: found.sequence)
        guard let sequence = stream.sequence, !found.isKept || copyPays(found.length) else { return }
        if limits.isSeparate {
            // From buffer to buffer, llama.cpp copies the whole, when the next batch is computed.
            llama_memory_seq_cp(memory, found.sequence, sequence, -1, -1)
            llama_memory_seq_rm(memory, sequence, Int32(found.length), -1)
            copyIsPending = true
        } else {
            llama_memory_seq_cp(memory, found.sequence, sequence, 0, Int32(found.length))
        }
        stream.computed = found.length
    }

    /// Whether a request writes over what is kept behind its own beginning, rather than over another one that is kept:
    /// where there is no free buffer, and less is lost.
    private func goesOnInPlace(_ found: Beginning) -> Bool {
        guard limits.isSeparate else { return freeSequences.isEmpty && kept.entries.count < 2 }
        guard freeSequences.isEmpty else { return false }
        guard let oldest = kept.oldest(sparing: found.sequence) else { return true }
        return found.whole - found.length <= oldest.tokens.count
    }

    /// Whether a beginning of so many tokens is copied sooner than it is read. In one buffer, nothing has to be moved.
    func copyPays(_ length: Int) -> Bool {
        guard limits.isSeparate else { return true }
        // The memory copies some gigabytes in a second; and llama.cpp plans its work anew.
        let seconds = 0.003 + Double(counts.cacheBytes) / Double(limits.sequences) / 4e9
        return Double(length) * pace.secondsPerToken > seconds
    }

    /// A sequence without tokens; where there is none, that of what was not used for the longest time.
    private func takeSequence(sparing sequence: Int32? = nil) -> Int32? {
        if let free = freeSequences.popLast() { return free }
        guard let oldest = kept.oldest(sparing: sequence) else { return nil }
        kept.remove(oldest.sequence)
        llama_memory_seq_rm(memory, oldest.sequence, -1, -1)
        return oldest.sequence
    }
}
