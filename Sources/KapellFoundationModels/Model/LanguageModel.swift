/// A model that a ``LanguageModelSession`` can speak with.
///
/// A model is a value that says what it can do and how its executor is made. To connect something that exists already,
/// such as a provider, conform to `ModelBackend` of KapellCore instead and use ``BackendModel``.
public protocol LanguageModel: Sendable {
    /// What answers the requests.
    associatedtype Executor: LanguageModelExecutor where Self == Executor.Model

    /// What the model can do.
    var capabilities: LanguageModelCapabilities { get }

    /// What the executor is made from. Models with equal configurations share one executor, so everything that changes
    /// how it behaves must take part in `==`.
    var executorConfiguration: Executor.Configuration { get }
}
