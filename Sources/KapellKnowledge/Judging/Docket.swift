import KapellCore
import Synchronization

/// What a judge has said so far, and what it took. It outlives judging that the deadline cuts.
final class Docket: Sendable {
    private struct State {
        var hearings: [Hearing?]
        var usages: [ModelUsage]
        var tokensLeft: Int?
    }

    private let state: Mutex<State>

    init(count: Int, tokensLeft: Int?) {
        state = Mutex(
            State(
                hearings: Array(repeating: nil, count: count), usages: Array(repeating: .init(), count: count),
                tokensLeft: tokensLeft))
    }

    /// Sets tokens aside for a request; false where too few are left.
    func reserve(_ tokens: Int) -> Bool {
        state.withLock { state in
            guard let left = state.tokensLeft else { return true }
            guard tokens <= left else { return false }
            state.tokensLeft = left - tokens
            return true
        }
    }

    /// Gives back what was set aside for statement `index` and not used.
    func settle(_ index: Int, reserved: Int) {
        state.withLock { state in
            let spent = state.usages[index].totalTokens
            if let left = state.tokensLeft { state.tokensLeft = left.clampedAdding(reserved).clampedSubtracting(spent) }
        }
    }

    func spend(_ usage: ModelUsage, on index: Int) { state.withLock { $0.usages[index] = usage } }

    func enter(_ hearing: Hearing, for index: Int) { state.withLock { $0.hearings[index] = hearing } }

    /// Who has no hearing yet was not heard in time.
    var outcome: (hearings: [Hearing], usage: ModelUsage) {
        state.withLock { state in
            (state.hearings.map { $0 ?? .unheard(.timeout) }, state.usages.reduce(ModelUsage(), +))
        }
    }
}
