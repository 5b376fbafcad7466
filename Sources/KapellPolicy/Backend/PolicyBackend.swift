public import KapellCore

/// Several models as one: retries, falls back and leaves alone what keeps failing.
///
/// Attempts end with the first event of an answer. A text that is cut after it is continued on another model where
/// ``continuation`` allows it, and ends with the error otherwise.
public struct PolicyBackend: ModelBackend {
    public let model: String
    public var targets: [PolicyTarget]
    public var runner: PolicyRunner
    /// How a text that was cut is continued; `nil` for not at all.
    public var continuation: ContinuationPolicy?

    /// - Parameter model: the name of the route.
    public init(
        model: String, targets: [PolicyTarget], runner: PolicyRunner = PolicyRunner(),
        continuation: ContinuationPolicy? = nil
    ) {
        self.model = model
        self.targets = targets
        self.runner = runner
        self.continuation = continuation
    }

    /// What any of the targets can do. One that cannot do what a request asks for is passed over, or refuses where it is
    /// the first, see ``FailureClass/capability``.
    public var features: ModelFeatures { targets.reduce([]) { $0.union($1.backend.features) } }

    public func stream(_ request: ModelRequest) -> ModelEventStream { stream(request, onAttempt: nil) }

    /// Starts a request whose attempts are handed to `onAttempt`, too.
    ///
    /// Nothing is asked before the first event is waited for. The usage of an answer that was continued is the sum over
    /// its attempts. Ending the iteration, or cancelling its task, stops the attempt that runs.
    ///
    /// - Parameter onAnswer: gets the place of each target that begins to answer: the first one, and each that goes on
    ///   with its text.
    public func stream(
        _ request: ModelRequest, onAttempt: (@Sendable (AttemptRecord) -> Void)?,
        onAnswer: (@Sendable (Int) -> Void)? = nil
    ) -> ModelEventStream {
        answer(request, onAttempt: onAttempt, onAnswer: onAnswer).events
    }

    /// The same, with a way to give the answer up: a stream does not see that nobody pulls its events any more, and the
    /// attempt that runs would have no end.
    package func answer(
        _ request: ModelRequest, onAttempt: (@Sendable (AttemptRecord) -> Void)?,
        onAnswer: (@Sendable (Int) -> Void)? = nil
    ) -> (events: ModelEventStream, abandon: @Sendable () -> Void) {
        let answer = PolicyAnswer(self, request, run: runner.run(onAttempt), onAnswer: onAnswer)
        return (ModelEventStream(unfolding: { try await answer.next() }), { answer.abandon() })
    }

    /// Gets the first target ready: the others are asked only where it fails.
    public func prewarm() async throws { try await targets.first?.backend.prewarm() }

    /// In the first target's vocabulary.
    public func countTokens(_ text: String) async throws -> Int {
        guard let first = targets.first else {
            throw KapellError(.configuration, "The route \(model) has no model.", remedy: "Name at least one.")
        }
        return try await first.backend.countTokens(text)
    }
}
