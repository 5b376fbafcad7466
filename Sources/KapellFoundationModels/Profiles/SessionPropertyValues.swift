import KapellCore
public import Observation
import Synchronization

/// The values that a session keeps for its profile, its dynamic instructions and its tools.
///
/// ```swift
/// extension SessionPropertyValues {
///     @SessionPropertyEntry var chosen: String? = nil
/// }
///
/// session.properties.chosen = "origami"
/// ```
///
/// They last as long as the session, and are not part of its transcript: a request that fails does not take them back.
public final class SessionPropertyValues: Observable, Sendable {
    /// So that a value that is nil is told from none.
    private struct Box<Value: Sendable>: Sendable {
        var value: Value
    }

    private struct State {
        weak var session: LanguageModelSession?
        var values: [ObjectIdentifier: any Sendable] = [:]
    }

    private let state = Mutex(State())
    private let registrar = ObservationRegistrar()

    init() {}

    func attach(_ session: LanguageModelSession) { state.withLock { $0.session = session } }

    private var session: LanguageModelSession? { state.withLock { $0.session } }

    /// The value of a key.
    public subscript<K: SessionPropertyKey>(_ key: K.Type) -> K.Value {
        get {
            registrar.access(self, keyPath: \.all)
            return state.withLock { ($0.values[ObjectIdentifier(key)] as? Box<K.Value>)?.value } ?? K.defaultValue
        }
        set {
            registrar.withMutation(of: self, keyPath: \.all) {
                state.withLock { $0.values[ObjectIdentifier(key)] = Box(value: newValue) }
            }
        }
    }

    /// What is watched: one value is not told from another.
    private var all: Int { state.withLock { $0.values.count } }

    /// The transcript without the instructions that lead it.
    ///
    /// Actions of a profile may change it while the session answers; if the request fails later, the change is taken
    /// back with it. Tools and dynamic instructions may only read it: what they set is not kept, and ends the request
    /// with ``LanguageModelSession/Error/transcriptMutationWhileResponding``.
    public var history: Transcript.HistoryView {
        get { session?.transcript.history ?? Transcript.HistoryView() }
        set {
            guard let session else { return }
            if let place = SessionPlace.current, place.values === self, let request = place.editedRequest {
                session.edit(request, history: newValue)
            } else {
                session.transcript.history = newValue
            }
        }
    }
}

/// For which session code runs.
struct SessionPlace: Sendable {
    @TaskLocal static var current: SessionPlace?

    let values: SessionPropertyValues
    /// The request whose history may be changed here.
    var editedRequest: Int?
}
