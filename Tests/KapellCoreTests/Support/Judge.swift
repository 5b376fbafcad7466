import KapellCore
import Synchronization

/// A verifier that decides as it is told to.
struct Judge: Verifier {
    let name: String
    let decide: @Sendable (String) -> Verdict<String>.Decision

    init(_ name: String = "judge", _ decide: @escaping @Sendable (String) -> Verdict<String>.Decision) {
        self.name = name
        self.decide = decide
    }

    func verify(_ output: String) async throws -> Verdict<String> {
        Verdict<String>(verifier: name, decision: decide(output), reason: "\(name) saw \(output)")
    }
}

/// A verifier that accepts, takes 30 tokens for it, and notes what it was told is left.
struct SpendingVerifier: Verifier {
    let name = "spending"
    let told: Log<Int?>

    func verify(_ output: String) async throws -> Verdict<String> { try await verify(output, tokensLeft: nil) }

    func verify(_ output: String, tokensLeft: Int?) async throws -> Verdict<String> {
        told.add(tokensLeft)
        return Verdict(verifier: name, decision: .accept, reason: "Fine.", usage: ModelUsage(inputTokens: 30))
    }
}

/// A list that many tasks may add to.
final class Log<Element: Sendable>: Sendable {
    private let items = Mutex<[Element]>([])

    var all: [Element] { items.withLock { $0 } }

    func add(_ element: Element) { items.withLock { $0.append(element) } }
}

extension VerificationLoop.Outcome {
    var accepted: Output? {
        if case .accepted(let output) = ending { return output }
        return nil
    }

    var refusal: String? {
        if case .refused(let reason) = ending { return reason }
        return nil
    }

    var limit: Budget.Limit? {
        if case .exhausted(let limit, _) = ending { return limit }
        return nil
    }

    var last: Output? {
        if case .exhausted(_, let last) = ending { return last }
        return nil
    }
}
