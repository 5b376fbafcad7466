import KapellCore

/// What a request has in the batch.
struct BatchPart {
    let stream: GenerationStream
    /// Tokens that were due, and how many of these are in it.
    let fed: Int
    /// Where the logits lie that choose the next token, if all that was due is in it; those of guesses follow.
    let place: Int32?
    let guesses: [Int32]
    /// Whether the guesses are from the prompt; else they are from the answer's form.
    var isLookup = false
    /// Whether it is a piece of a prompt.
    let isReading: Bool
}

extension BatchEngine {
    /// Beside more requests than this, nothing is guessed: the machine has enough to compute.
    private static let mostGuessing = 4

    /// Fills the batch: with a piece of one prompt, or with what is due of all requests that write.
    func compose(_ streams: [GenerationStream]) -> [BatchPart] {
        batch.clear()
        let writers = streams.filter { $0.isWriting && $0.due <= batch.room / 16 }
            .sorted { ($0.sequence ?? 0) < ($1.sequence ?? 0) }
        let readers = streams.filter { stream in !writers.contains { $0 === stream } }
        // Requests with other adapters wait for this batch, too.
        let others = active.count - streams.count
        if let reader = ReadTurns.next(readers.map { ($0.due, $0.passed) }).map({ readers[$0] }),
            writers.isEmpty
                || ReadTurns.goesOn(readers: readers.count, reading: seconds.reading, writing: seconds.writing)
        {
            let most = min(batch.room, pace.tokens(writers: writers.count + others, readers: readers.count))
            return [add(reader, min(reader.due, most), guesses: [], isReading: true)]
        }
        var parts: [BatchPart] = []
        for stream in writers where stream.due <= batch.room {
            let room = most(stream, batch.room / writers.count - stream.due)
            let canGuess = room > 0 && sharesPrefixes && !stream.job.isRepeatable
            if canGuess, let expected = stream.expected {
                parts.append(add(stream, stream.due, guesses: [expected], isReading: false))
            } else {
                let guesses = canGuess ? guesses(for: stream, room, beside: writers.count, readers.count) : []
                parts.append(add(stream, stream.due, guesses: guesses, isLookup: true, isReading: false))
            }
        }
        return parts
    }

    /// What followed where the prompt and the answer stood before.
    private func guesses(
        for stream: GenerationStream, _ room: Int, beside writers: Int, _ readers: Int
    ) -> [Int32] {
        guard stream.due == 1 else { return [] }
        let isAsked = stream.job.lookup ?? limits.lookup
        guard isAsked ?? (readers == 0), isAsked == true || writers <= Self.mostGuessing else { return [] }
        let length = guessLength
        return Array(
            stream.lookup.guess(after: stream.tokens, atMost: room) { length.best(success: $0, beside: writers) })
    }

    private func most(_ stream: GenerationStream, _ room: Int) -> Int {
        min(room, stream.job.limit - stream.written - 1, limits.window - stream.tokens.count - 1)
    }

    private func add(
        _ stream: GenerationStream, _ count: Int, guesses: [Int32], isLookup: Bool = false, isReading: Bool
    ) -> BatchPart {
        guard let sequence = stream.sequence else {
            return BatchPart(stream: stream, fed: 0, place: nil, guesses: [], isReading: isReading)
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
        return BatchPart(
            stream: stream, fed: count, place: place, guesses: guesses, isLookup: isLookup, isReading: isReading)
    }
}
