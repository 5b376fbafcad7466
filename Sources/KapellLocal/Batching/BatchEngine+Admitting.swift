internal import CLlama
import KapellCore

extension BatchEngine {
    /// Puts a request behind those that are as urgent, or have waited long enough to be.
    func queue(_ stream: GenerationStream) {
        let place = waiting.firstIndex { $0.rank < stream.rank } ?? waiting.count
        waiting.insert(stream, at: place)
    }

    /// Lets go of requests that are no longer wanted, and takes up others as long as there is room.
    func admit() {
        active.removeAll { stream in
            guard stream.isCancelled else { return false }
            leave(stream)
            stream.fail(.cancelledRequest)
            return true
        }
        waiting.removeAll { stream in
            guard stream.isCancelled else { return false }
            stream.fail(.cancelledRequest)
            return true
        }
        var index = 0
        // What is still to be copied must not be written over before: who comes next begins a step later.
        while index < waiting.count, active.count < limits.streams, !copyIsPending || active.isEmpty {
            let stream = waiting[index]
            if isBeingRead(for: stream) {
                index += 1
                continue
            }
            // What comes later waits, too: else long requests would never find room.
            guard hasRoom(for: stream), begin(stream) else { return }
            waiting.remove(at: index)
            active.append(stream)
        }
    }

    /// Whether another request is about to compute what this one begins with.
    private func isBeingRead(for stream: GenerationStream) -> Bool {
        sharesPrefixes && !stream.job.isRepeatable
            && active.contains { other in
                guard other.variant == stream.variant, other.due > 1 else { return false }
                let common = min(other.tokens.commonPrefix(with: stream.tokens), stream.tokens.count - 1)
                return common >= other.computed + 2 * PrefixCache.shortest && copyPays(common)
            }
    }

    /// Tokens that are left free for what each request writes next.
    private static let spare = 32

    /// So many requests run at the same time in any case, where there is room.
    private static let fewStreams = 4

    /// Whether a request can be read beside the others; what is kept of earlier ones gives way.
    ///
    /// In one buffer, each token looks past those of all other requests, too. Where that takes longer than to compute it,
    /// as in tiny models, requests are done sooner when some of them wait.
    private func hasRoom(for stream: GenerationStream) -> Bool {
        guard !active.isEmpty, !limits.isSeparate else { return true }
        let taken = active.reduce(0) { $0 + $1.tokens.count + Self.spare } + stream.tokens.count + Self.spare
        guard active.count >= Self.fewStreams else { return taken <= limits.capacity }
        return taken <= min(limits.capacity, Int(pace.secondsPerToken / model.lookSeconds))
    }

    /// Frees what was kept and not used for the longest time.
    func dropOldest() -> Bool {
        guard let entry = kept.removeOldest() else { return false }
        free(entry.sequence)
        return true
    }

    func free(_ sequence: Int32) {
        llama_memory_seq_rm(memory, sequence, -1, -1)
        // The first ones are taken first: sequences that stand side by side are computed together.
        let place = freeSequences.firstIndex { $0 < sequence } ?? freeSequences.count
        freeSequences.insert(sequence, at: place)
    }

    /// A request has ended: what it has computed is kept for later ones.
    func leave(_ stream: GenerationStream) {
        guard let sequence = stream.sequence else { return }
        stream.sequence = nil
        guard stream.computed >= PrefixCache.shortest else { return free(sequence) }
        let tokens = Array(stream.tokens.prefix(stream.computed))
        for part in kept.insert(sequence, tokens, variant: stream.variant) { free(part) }
        guard !limits.isSeparate else { return }
        while kept.olderTokens > keptLimit, dropOldest() {}
    }

    /// Tokens that may be kept in one buffer beside those of the last request. Each token that is computed looks past each one that is
    /// kept, in each head of each layer: little for a large model, much for a tiny one. So much is kept that this takes a
    /// twentieth of a step.
    private var keptLimit: Int {
        // Where many requests run, there may have been no step of one token yet.
        let step = guessLength.single > 0 ? guessLength.single : 2 * pace.secondsPerToken
        return min(limits.capacity, Int(0.05 * step / model.lookSeconds))
    }

    /// Takes a request's place away; it waits in front of those that are as urgent, and is read again.
    func preempt(_ stream: GenerationStream) {
        if let sequence = stream.sequence { free(sequence) }
        stream.sequence = nil
        stream.computed = 0
        active.removeAll { $0 === stream }
        waiting.insert(stream, at: waiting.firstIndex { $0.rank <= stream.rank } ?? waiting.count)
        counts.preempted += 1
    }

    /// A request's sequence is in a state that nobody knows.
    func discard(_ stream: GenerationStream) {
        if let sequence = stream.sequence { free(sequence) }
        stream.sequence = nil
        active.removeAll { $0 === stream }
    }
}
