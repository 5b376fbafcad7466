internal import CLlama
import KapellCore
import KapellGrammar

extension BatchEngine {
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
            let status = compute(parts.count == 1 ? parts[0].stream.job.flag : nil)
            switch status {
            case 0:
                note(parts)
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

    /// How the time is shared between those that read and those that write.
    private func note(_ parts: [BatchPart]) {
        if parts[0].isReading {
            seconds.reading += seconds.last
            for stream in active where !stream.isWriting && stream !== parts[0].stream { stream.passed += 1 }
            parts[0].stream.passed = 0
        } else {
            seconds.writing = seconds.last
            seconds.reading = 0
        }
    }

    private func fail(_ parts: [BatchPart], _ error: KapellError) {
        for part in parts {
            discard(part.stream)
            part.stream.fail(error)
        }
    }

    /// Tokens of the text that the answer's form leaves no choice about.
    private func forced(_ stream: GenerationStream) -> [Int32] {
        guard let matcher = stream.matcher, stream.job.sampling.logProbabilities == nil else { return [] }
        let bytes = matcher.forcedBytes(limit: 256)
        guard !bytes.isEmpty, let text = String(validating: bytes, as: UTF8.self) else { return [] }
        return model.vocabulary.tokenize(text, special: false, control: false)
    }

    /// Takes what came out for a request.
    private func take(_ part: BatchPart) {
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
                while stream.due > 0, let guess = guesses.first, guess == stream.tokens[stream.computed] {
                    guesses.removeFirst()
                    stream.computed += 1
                    right += 1
                    place += 1
                }
                guard stream.due == 0 else { break }
            }
        } catch {
            discard(stream)
            return stream.fail(KapellError.wrapping(error))
        }
        if !part.guesses.isEmpty {
            counts.tokensGuessed += part.guesses.count
            counts.guessesRight += right
            if part.isLookup { stream.lookup.note(guessed: part.guesses.count, right: right) }
            if right < part.guesses.count { llama_memory_seq_rm(memory, sequence, Int32(stream.computed), -1) }
        }
        guard let reason else { return }
        active.removeAll { $0 === stream }
        leave(stream)
        if let began = stream.began { note(seconds: (ContinuousClock.now - began) / .seconds(1)) }
        stream.end(reason)
    }

    /// Writes what the form leaves no choice about without asking the model, which reads it with the token that is due.
    ///
    /// - Returns: why the answer has ended, if it has.
    private func force(_ stream: GenerationStream) -> FinishReason? {
        let tokens = forced(stream)
        // A vocabulary may cut a text that stands alone in another way than within a text.
        for token in tokens.dropLast() {
            guard stream.matcher?.allows(token) == true else { return nil }
            counts.tokensWritten += 1
            if let reason = stream.take(token, nil, model.vocabulary) { return reason }
        }
        // The last one may go on beyond what is certain, so that it is a guess.
        stream.expected = tokens.last
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
