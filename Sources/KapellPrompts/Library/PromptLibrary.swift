public import KapellCore
import Synchronization

/// The prompts of a project, kept in step with their files.
///
/// Each question looks whether a file has changed. Then all are read anew, and the new set takes the place of the old
/// one at once. A set with a mistake is not taken: the one before stays in force, and ``problem`` says why.
public final class PromptLibrary: Sendable {
    private struct State {
        var prompts: [String: Prompt]
        var stamps: [PromptFiles.Stamp]
        var problem: KapellError?
    }

    private let loader: PromptLoader
    private let state: Mutex<State>

    /// Reads the prompts.
    ///
    /// - Throws: `.configuration`, which lists all that is wrong.
    public init(_ loader: PromptLoader) throws(KapellError) {
        self.loader = loader
        let stamps = loader.stamps()
        let outcome = loader.load()
        if let problem = outcome.problem { throw problem }
        state = Mutex(State(prompts: Self.byName(outcome.prompts), stamps: stamps))
    }

    /// All prompts, by name.
    public var prompts: [Prompt] {
        state.withLock { state in
            refresh(&state)
            return state.prompts.values.sorted { $0.name < $1.name }
        }
    }

    /// Why the files as they are now are not in force; `nil` when they are.
    public var problem: KapellError? {
        state.withLock { state in
            refresh(&state)
            return state.problem
        }
    }

    /// The prompt of that name.
    ///
    /// - Throws: `.invalidRequest` for what is no name, `.notFound`, which names the others.
    public func prompt(_ name: String) throws(KapellError) -> Prompt {
        let name = try PromptName.checked(name)
        let (found, names) = state.withLock { state in
            refresh(&state)
            return (state.prompts[name], state.prompts.keys.sorted())
        }
        guard let found else {
            throw KapellError(
                .notFound, "There is no prompt \(name).",
                remedy: names.isEmpty
                    ? "Name a folder of prompt files in kapell.yaml: `prompts: {sources: [prompts]}`"
                    : "There are: \(names.prefix(30).joined(separator: ", ")).")
        }
        return found
    }

    private func refresh(_ state: inout State) {
        let stamps = loader.stamps()
        guard stamps != state.stamps else { return }
        state.stamps = stamps
        let outcome = loader.load()
        state.problem = outcome.problem
        if state.problem == nil { state.prompts = Self.byName(outcome.prompts) }
    }

    private static func byName(_ prompts: [Prompt]) -> [String: Prompt] {
        Dictionary(prompts.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }
}
