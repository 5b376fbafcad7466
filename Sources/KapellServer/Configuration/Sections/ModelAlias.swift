/// `models.aliases.NAME`: a name that clients may call, and the models behind it.
public struct ModelAlias: Sendable, Hashable {
    /// What clients call: 1 to 256 printable characters, with single spaces between words.
    public var name: String
    /// The models, in the order in which they are tried; never empty.
    public var models: [ModelReference]
    /// How often each model is tried, 1 to 10; `nil` leaves it to the server.
    public var attempts: Int?
    /// The time for all attempts together; `nil` leaves it to the server, as with the times below.
    public var deadline: Duration?
    /// The time to connect.
    public var connectTimeout: Duration?
    /// The time to the first token of an answer.
    public var firstTokenTimeout: Duration?
    /// The time between one token and the next.
    public var betweenTokensTimeout: Duration?
    /// The time for one answer from its beginning to its end.
    public var totalTimeout: Duration?
    /// Whether what may have been billed is tried again.
    public var retriesBilled: Bool
    /// Whether a stream that was cut is continued on the next model.
    public var continuesCut: Bool
    /// Whether a translation that loses a field of the request is refused.
    public var isStrict: Bool

    public init(
        name: String,
        models: [ModelReference],
        attempts: Int? = nil,
        deadline: Duration? = nil,
        connectTimeout: Duration? = nil,
        firstTokenTimeout: Duration? = nil,
        betweenTokensTimeout: Duration? = nil,
        totalTimeout: Duration? = nil,
        retriesBilled: Bool = false,
        continuesCut: Bool = false,
        isStrict: Bool = false
    ) {
        self.name = name
        self.models = models
        self.attempts = attempts
        self.deadline = deadline
        self.connectTimeout = connectTimeout
        self.firstTokenTimeout = firstTokenTimeout
        self.betweenTokensTimeout = betweenTokensTimeout
        self.totalTimeout = totalTimeout
        self.retriesBilled = retriesBilled
        self.continuesCut = continuesCut
        self.isStrict = isStrict
    }
}
