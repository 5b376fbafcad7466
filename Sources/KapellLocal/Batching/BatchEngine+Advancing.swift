internal import CLlama
import KapellCore
import KapellGrammar

extension BatchEngine {
    /// What a request has in the batch.
    private struct Part {
        let stream: GenerationStream
        /// Tokens that were due, and how many of these are in it.
        let fed: Int
        /// Where the logits lie that choose the next token, if all that was due is in it; those of guesses follow.
        let place: Int32?
        let guesses: [Int32]
    }

    /// Beside more requests than this, nothing is guessed: the machine has enough to compute.
    private static let mostGuessing = 4

    /// Computes one batch of the requests of a variant, and takes what comes out.
    func advance(_ variant: String) {
        let streams = active.filter { $0.variant == variant }
        do {
            try adapters.use(streams[0].job.adapters, in: context)
        } catch {
            for stream in streams {
                discard(stream)
                stream.fail(KapellError.wrapping(error))
            }
            return
        }
        while true {
            let parts = compose(streams.filter { $0.sequence != nil })
            guard !parts.isEmpty else { return }
            let status = compute(active.count == 1 ? streams[0].job.flag : nil)
            switch status {
            case 0:
                for part in parts { take(part) }
                return
            case 1 where dropOldest(): continue
            case 1 where active.count > 1:
                // The one that came last has lost least.
                guard let last = active.last else { return }
                preempt(last)
            case 1:
                fail(
                    parts,
                    KapellError(
                        .limitExceeded,
                        "The request takes more than the \(limits.capacity) tokens that all requests have together.",
                        remedy: "Set a larger `capacity` for the model in kapell.yaml."))
                return
            case 2:
                fail(parts, .cancelledRequest)
                return
            default:
                fail(
                    parts,
                    KapellError(
                        .model,
                        "llama.cpp could not compute the next tokens (status \(status)). \(Llama.takeLastError())"))
                return
            }
        }
    }

    private func fail(_ parts: [Part], _ error: KapellError) {
        for part in parts {
            discard(part.stream)
            part.stream.fail(error)
        }
    }

    /// Fills the batch.
    private func compose(_ streams: [GenerationStream]) -> [Part] {
        batch.clear()
        let writers = streams.filter { $0.isWriting && $0.due <= batch.room / 16 }
        var readers = streams.filter { stream in !writers.contains { $0 === stream } }
        var parts: [Part] = []
        for stream in writers where stream.due <= batch.room {
            parts.append(
                add(stream, stream.due, guesses: guesses(for: stream, beside: writers.count, readers.count)))
        }
        // Requests with other adapters wait for this batch, too.
        let others = active.count - streams.count
        var left = min(batch.room, pace.tokens(writers: writers.count + others, readers: readers.count))
        // The shortest first: what they do not need is for the others.
        readers.sort { $0.due < $1.due }
        for (index, stream) in readers.enumerated() where left > 0 {
            let share = max(1, left / (readers.count - index))
            let count = min(stream.due, share)
            parts.append(add(stream, count, guesses: []))
            left -= count
        }
        return parts
    }

    private func guesses(for stream: GenerationStream, beside writers: Int, _ readers: Int) -> [Int32] {
        let room = most(stream, batch.room / max(1, writers) - stream.due)
        guard room > 0, stream.due == 1, sharesPrefixes, !stream.job.isRepeatable else { return [] }
        let isAsked = stream.job.lookup ?? limits.lookup
        guard isAsked ?? (readers == 0), isAsked == true || writers <= Self.mostGuessing else { return [] }
        let length = guessLength
        return Array(
            stream.lookup.guess(after: stream.tokens, atMost: room) { length.best(success: $0, beside: writers) })
    }

    private func most(_ stream: GenerationStream, _ room: Int) -> Int {
        min(room, stream.job.limit - stream.written - 1, limits.window - stream.tokens.count - 1)
    }

    /// Tokens of the text that the answer's form leaves no choice about. They are written without asking the model, and
    /// read by it with the token that is due.
    private func forced(_ stream: GenerationStream) -> ArraySlice<Int32> {
        guard let matcher = stream.matcher, stream.job.sampling.logProbabilities == nil else { return [] }
        let bytes = matcher.forcedBytes(limit: 64)
        guard bytes.count > 1, let text = String(validating: bytes, as: UTF8.self) else { return [] }
        // The last token may go on beyond what is certain.
        return model.vocabulary.tokenize(text, special: false, control: false).dropLast()
    }

    private func add(_ stream: GenerationStream, _ count: Int, guesses: [Int32]) -> Part {
        guard let sequence = stream.sequence else {
            return Part(stream: stream, fed: 0, place: nil, guesses: [])
        }
        let isAll = count == stream.due
        var place: Int32?
        for index in stream.computed..<stream.computed + count {
            let isLast = isAll && index == stream.tokens.count - 1
            let added = batch.add(stream.tokens[index], position: index, sequence: sequence, isWanted: isLast)
            if isLast { place = added }
        }
        for (offset, token) in guesses.enumerated() {
            batch.add(token, position: stream.tokens.count + offset, sequence: sequence, isWanted: true)
        }
        return Part(stream: stream, fed: count, place: place, guesses: guesses)
    }

    /// Takes what came out for a request.
    private func take(_ part: Part) {
        let stream = part.stream
        guard let sequence = stream.sequence else { return }
        stream.computed += part.fed
        if !stream.isRead { counts.tokensRead += part.fed }
        guard var place = part.place else { return }
        if !stream.isRead { save(stream) }
        stream.noteRead()
        var guesses = part.guesses[...]
        var reason: FinishReason?
        var right = 0
        do {
            while reason == nil {
                let (token, likelihood) = try choose(stream, logits(place))
                counts.tokensWritten += 1
                reason = stream.take(token, likelihood, model.vocabulary)
                if reason == nil, stream.matcher != nil { reason = force(stream) }
                guard stream.due == 1, let guess = guesses.popFirst(), guess == token else { break }
                stream.computed += 1
                right += 1
                place += 1
            }
        } catch {
            discard(stream)
            return stream.fail(KapellError.wrapping(error))
        }
        if !part.guesses.isEmpty {
            counts.tokensGuessed += part.guesses.count
            counts.guessesRight += right
            if stream.matcher == nil { stream.lookup.note(guessed: part.guesses.count, right: right) }
            if right < part.guesses.count { llama_memory_seq_rm(memory, sequence, Int32(stream.computed), -1) }
        }
        guard let reason else { return }
        active.removeAll { $0 === stream }
        leave(stream)
        if let began = stream.began { note(seconds: (ContinuousClock.now - began) / .seconds(1)) }
        stream.end(reason)
    }

    /// - Returns: why the answer has ended, if it has.
    private func force(_ stream: GenerationStream) -> FinishReason? {
        // A vocabulary may cut a text that stands alone in another way than within a text.
        for token in forced(stream) {
            guard stream.matcher?.allows(token) == true else { return nil }
            counts.tokensWritten += 1
            if let reason = stream.take(token, nil, model.vocabulary) { return reason }
        }
        return nil
    }

    /// The next token. What the form of the answer forbids is chosen again among what it allows.
    private func choose(
        _ stream: GenerationStream, _ logits: UnsafeMutableBufferPointer<Float>
    ) throws(KapellError) -> (token: Int32, likelihood: TokenLikelihood?) {
        let raw = stream.job.sampling.logProbabilities.map { ($0, Array(logits)) }
        stream.sampler.prepare(logits)
        if stream.job.ignoresEnd { for token in endTokens { logits[Int(token)] = -.infinity } }
        var token = stream.sampler.next(UnsafeBufferPointer(logits))
        if let matcher = stream.matcher, !matcher.allows(token) {
            let count = try mask(logits, matcher)
            guard count > 0 else {
                throw KapellError(
                    .model, "No token of the model goes on with an answer of the form that was asked for.",
                    remedy: "Ask for a simpler schema, or report this one.")
            }
            token = stream.sampler.next(UnsafeBufferPointer(logits))
        }
        return (
            token,
            raw.map { count, logits in
                logits.withUnsafeBufferPointer { TokenLikelihood(of: token, top: count, $0) }
            }
        )
    }

    /// - Returns: how many tokens are left.
    private func mask(
        _ logits: UnsafeMutableBufferPointer<Float>, _ matcher: GrammarMatcher
    ) throws(KapellError) -> Int {
        matcher.fillMask(&maskWords)
        var allowed = 0
        for place in logits.indices {
            if maskWords[place >> 6] & 1 << UInt64(place & 63) == 0 {
                logits[place] = -.infinity
            } else if logits[place] > -.infinity {
                allowed += 1
            }
        }
        return allowed
    }
}
