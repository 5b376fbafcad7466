public import KapellCore
public import KapellJSON

/// How one test of a prompt ended.
public struct PromptTestResult: Sendable {
    public var name: String
    /// What is wrong; empty when the test holds.
    public var problems: [String]
    /// The answer; `nil` when there was none.
    public var output: JSONValue?
    public var run: RunID?
    public var usage: ModelUsage

    public var holds: Bool { problems.isEmpty }

    /// `{"name", "holds", "problems", "output", "run"}`.
    public var json: JSONObject {
        [
            "name": .string(name), "holds": .bool(holds), "problems": JSONValue(problems), "output": output ?? .null,
            "run": JSONValue(run?.description),
        ]
    }
}

extension PromptRunner {
    /// Runs the tests of a prompt, one after the other.
    ///
    /// A test whose answer does not come counts as one that does not hold. Throws only when it is cancelled.
    ///
    /// - Parameter onResult: called with each result as it falls.
    public func test(
        _ prompt: Prompt, onResult: (PromptTestResult) -> Void = { _ in }
    ) async throws -> [PromptTestResult] {
        var results: [PromptTestResult] = []
        for test in prompt.tests {
            try Task.checkCancellation()
            var result = PromptTestResult(name: test.name, problems: [], output: nil, run: nil, usage: .init())
            do {
                let answer = try await run(prompt, input: test.input)
                result.output = answer.output
                result.run = answer.run
                result.usage = answer.usage
                result.problems = test.problems(of: answer.output)
            } catch {
                let failure = KapellError.wrapping(error)
                if failure.code == .cancelled { throw error }
                result.problems = [failure.message]
            }
            results.append(result)
            onResult(result)
        }
        return results
    }
}
