/// How a local model is run.
public struct LocalModelOptions: Sendable, Hashable {
    /// Tokens of context, at most what the model was trained for; `nil` takes 4,096 or the model's own if that is less.
    public var context: Int?
    /// Threads for computing; `nil` takes the machine's cores.
    public var threads: Int?

    public init(context: Int? = nil, threads: Int? = nil) {
        self.context = context
        self.threads = threads
    }
}
