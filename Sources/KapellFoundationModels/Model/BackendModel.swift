public import KapellCore
import KapellJSON
import Synchronization

/// Makes a language model of any `ModelBackend`: a local model, a provider, a route, a policy round another.
///
/// ```swift
/// let session = LanguageModelSession(model: BackendModel(backend), instructions: "Answer in one sentence.")
/// ```
///
/// Models of one backend are equal. A backend that is a value is told apart by `==` where it has it.
public struct BackendModel: LanguageModel {
    public typealias Executor = BackendModelExecutor

    public let backend: any ModelBackend
    public let executorConfiguration: BackendModelExecutor.Configuration

    public init(_ backend: any ModelBackend) {
        self.backend = backend
        executorConfiguration = BackendModelExecutor.Configuration(backend)
    }

    /// What the backend says of itself.
    public var capabilities: LanguageModelCapabilities {
        var list: [LanguageModelCapabilities.Capability] = []
        if backend.features.contains(.tools) { list.append(.toolCalling) }
        if backend.features.contains(.responseSchema) { list.append(.guidedGeneration) }
        if backend.features.contains(.reasoning) { list.append(.reasoning) }
        if backend.features.contains(.images) { list.append(.vision) }
        return LanguageModelCapabilities(list)
    }
}

/// Keys of metadata that ``BackendModel`` reads and writes.
enum BackendModelKeys {
    /// The provider's proof of a call.
    static let signature = "kapell.signature"
    /// Why the answer ended, a `FinishReason`.
    static let finishReason = "finishReason"
    /// Tokens that were written to the provider's cache, in the metadata of usage.
    static let cacheWrite = "cacheWriteTokenCount"
    /// Those of them that are kept for an hour.
    static let cacheWriteHour = "cacheWriteHourTokenCount"
}

extension BackendModelExecutor {
    /// Which backend it is.
    public struct Configuration: Hashable, Sendable {
        private enum Identity: Sendable {
            case object(ObjectIdentifier)
            case value(any ModelBackend)
            case unique(Int)
        }

        private static let counter = Atomic<Int>(0)
        private let identity: Identity

        init(_ backend: any ModelBackend) {
            if type(of: backend) is AnyClass {
                identity = .object(ObjectIdentifier(backend as AnyObject))
            } else if backend is any Hashable {
                identity = .value(backend)
            } else {
                identity = .unique(Self.counter.add(1, ordering: .relaxed).newValue)
            }
        }

        public static func == (left: Configuration, right: Configuration) -> Bool {
            switch (left.identity, right.identity) {
            case (.object(let left), .object(let right)): left == right
            case (.value(let left), .value(let right)): Self.hashable(left) == Self.hashable(right)
            case (.unique(let left), .unique(let right)): left == right
            default: false
            }
        }

        public func hash(into hasher: inout Hasher) {
            switch identity {
            case .object(let object): hasher.combine(object)
            case .value(let value): hasher.combine(Self.hashable(value))
            case .unique(let number): hasher.combine(number)
            }
        }

        private static func hashable(_ backend: any ModelBackend) -> AnyHashable? {
            (backend as? any Hashable).map { AnyHashable($0) }
        }
    }
}
