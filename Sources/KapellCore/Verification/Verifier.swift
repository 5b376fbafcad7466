/// Judges one thing that a model, or code, has produced: prose, structured data, a citation, a tool call.
public protocol Verifier<Output>: Sendable {
    associatedtype Output: Sendable

    /// The verifier's name, as verdicts and the journal carry it.
    var name: String { get }

    /// Judges `output`. Throws only when no judgement can be made, which ends the loop.
    func verify(_ output: Output) async throws -> Verdict<Output>

    /// Judges `output` with at most `tokensLeft` tokens of models; `nil` for no limit.
    ///
    /// What it took comes with the verdict. By default the limit is left aside, for verifiers that ask no model.
    func verify(_ output: Output, tokensLeft: Int?) async throws -> Verdict<Output>
}

extension Verifier {
    public func verify(_ output: Output, tokensLeft: Int?) async throws -> Verdict<Output> {
        try await verify(output)
    }
}
