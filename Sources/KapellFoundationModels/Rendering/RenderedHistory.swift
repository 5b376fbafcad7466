import KapellCore
import Synchronization

/// What a session's transcript is as messages. Only entries that are new are rendered, so that the cost of a turn does
/// not grow with the number of turns.
///
/// It belongs to a transcript that only grows; a session whose transcript changes in another way takes a new one.
final class RenderedHistory: Sendable {
    private struct State {
        var renderer = HistoryRenderer(isGuided: false)
        var entries = 0
    }

    private let state = Mutex(State())

    /// The messages of a transcript whose first entries are those that were rendered before.
    func messages(for transcript: Transcript, isGuided: Bool) -> [ModelMessage] {
        state.withLock { state in
            if state.renderer.isGuided != isGuided || state.entries > transcript.count {
                state = State(renderer: HistoryRenderer(isGuided: isGuided), entries: 0)
            }
            for entry in transcript.entries[state.entries...] { state.renderer.append(entry) }
            state.renderer.closeCalls()
            state.entries = transcript.count
            return state.renderer.messages
        }
    }
}
