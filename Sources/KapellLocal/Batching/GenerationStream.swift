import KapellCore
import KapellGrammar

/// A request that the engine has taken, and how far it has come. Belongs to the engine's thread.
final class GenerationStream {
    let job: GenerationJob
    let variant: String
    /// Its place among those that wait: the higher one begins first.
    let rank: Double
    /// The prompt, and what was written.
    private(set) var tokens: [Int32]
    /// How many of them have keys and values in the sequence.
    var computed = 0
    /// Where they lie; `nil` while it waits.
    var sequence: Int32?
    /// Tokens of the prompt that were there already.
    var reused = 0
    /// Pieces of prompts that others had since it had one itself.
    var passed = 0
    /// When it was taken up first.
    var began: ContinuousClock.Instant?
    private(set) var written = 0
    private(set) var isRead = false
    var sampler: TokenSampler
    var matcher: GrammarMatcher?
    var lookup = PromptLookup()
    /// The token that the answer's form nearly certainly has next: the text is known, but not where its token ends.
    var expected: Int32?
    private var assembler: TextAssembler
    private var scratch: [UInt8] = []

    init(_ job: GenerationJob) {
        self.job = job
        variant = job.variant
        rank = WaitingRank.of(priority: job.priority, since: .now)
        tokens = job.prompt
        matcher = job.matcher
        assembler = TextAssembler(stops: job.stops)
        sampler = TokenSampler(job.sampling)
        for token in job.prompt.suffix(job.sampling.repetitionWindow) { sampler.note(token, isWritten: false) }
    }

    var isCancelled: Bool { job.flag.isCancelled }
    /// Tokens that are to be computed before the next one can be chosen.
    var due: Int { tokens.count - computed }
    /// Whether only tokens are due that were written last.
    var isWriting: Bool { isRead && due <= written && due > 0 }

    /// The prompt is computed.
    func noteRead() {
        guard !isRead else { return }
        isRead = true
        job.emit(.read(tokens: job.prompt.count, cached: reused))
    }

    /// Takes the token that was chosen.
    ///
    /// - Returns: why the answer has ended with it, if it has.
    func take(_ token: Int32, _ likelihood: TokenLikelihood?, _ vocabulary: Vocabulary) -> FinishReason? {
        written += 1
        expected = nil
        tokens.append(token)
        sampler.note(token, isWritten: true)
        if vocabulary.isEndOfTurn(token), !job.ignoresEnd { return .stop }
        matcher?.accept(token)
        scratch.removeAll(keepingCapacity: true)
        vocabulary.append(token, to: &scratch, showsControl: job.showsControl)
        let text = assembler.append(scratch)
        if !text.isEmpty || likelihood != nil { job.emit(.wrote(text, likelihood)) }
        if assembler.stopped || matcher?.isFinished == true { return .stop }
        return written >= job.limit ? .length : nil
    }

    func end(_ reason: FinishReason) {
        let rest = assembler.finish()
        if !rest.isEmpty { job.emit(.wrote(rest, nil)) }
        job.emit(.ended(reason, written: written))
    }

    func fail(_ error: KapellError) { job.emit(.failed(error, written: written)) }
}
