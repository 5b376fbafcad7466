import KapellCore
import KapellFoundationModels
import KapellJSON
import KapellTesting
import Synchronization

/// What the profiles of the tests depend on, and what they have done.
final class ProfileState: Sendable {
    private let state = Mutex((flag: false, notes: [String]()))

    var flag: Bool {
        get { state.withLock { $0.flag } }
        set { state.withLock { $0.flag = newValue } }
    }

    var notes: [String] { state.withLock { $0.notes } }

    func note(_ text: String) { state.withLock { $0.notes.append(text) } }
}

struct VisitsKey: SessionPropertyKey {
    static let defaultValue = 0
}

extension SessionPropertyValues {
    var visits: Int {
        get { self[VisitsKey.self] }
        set { self[VisitsKey.self] = newValue }
    }
}

/// A tool that counts its calls in the session.
struct VisitTool: Tool {
    let name = "visit"
    let description = "Counts."
    let parameters: GenerationSchema
    @SessionProperty(\.visits) var visits

    init() throws { parameters = try GenerationSchema(jsonSchema: ["type": "object"], name: "Anything") }

    func call(arguments: GeneratedContent) async throws -> String {
        visits += 1
        return "visit \(visits)"
    }
}

/// Instructions that say how often the tool was called.
struct VisitInstructions: DynamicInstructions {
    @SessionProperty(\.visits) var visits
    let tool: VisitTool

    var body: some DynamicInstructions {
        Instructions("There were \(visits) visits.")
        if visits < 2 { tool }
    }
}

/// One of two profiles.
struct SwitchingProfile: LanguageModelSession.DynamicProfile {
    let state: ProfileState
    let first: ScriptedBackend
    let second: ScriptedBackend

    var body: some DynamicProfile {
        if state.flag {
            Profile { Instructions("Second.") }
                .model(BackendModel(second))
                .onActivate { state.note("second on") }
                .onDeactivate { state.note("second off") }
        } else {
            Profile { Instructions("First.") }
                .model(BackendModel(first))
                .onActivate { state.note("first on") }
                .onDeactivate { state.note("first off") }
        }
    }
}

struct CarefulModifier: LanguageModelSession.DynamicProfileModifier {
    let state: ProfileState

    func body(content: Content) -> some DynamicProfile {
        content.temperature(0.5).maximumResponseTokens(9).onPrompt { state.note("outer prompt") }
    }
}

/// A chain of bodies without an end.
struct EndlessProfile: LanguageModelSession.DynamicProfile {
    var body: LanguageModelSession.AnyDynamicProfile {
        return LanguageModelSession.AnyDynamicProfile(EndlessProfile())
    }
}

struct EndlessInstructions: DynamicInstructions {
    var body: AnyDynamicInstructions { return AnyDynamicInstructions(EndlessInstructions()) }
}
