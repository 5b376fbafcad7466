public import KapellCore

/// What came of a question.
public struct EvaluationResponse: Sendable, Hashable {
    /// A passage that was found or cited.
    public struct Passage: Sendable, Hashable {
        /// The document's name; of a link, that of the file behind it.
        public var document: String
        public var span: ByteSpan
        public var page: Int?
        public var text: String
        /// Whether the text stands in the document at its bytes; `nil` where nobody looked.
        public var isExact: Bool?
        /// Whether a machine read the document from an image: one wrong letter in twenty is forgiven then.
        public var isScanned: Bool

        public init(
            document: String, span: ByteSpan, page: Int? = nil, text: String, isExact: Bool? = nil,
            isScanned: Bool = false
        ) {
            self.document = document
            self.span = span
            self.page = page
            self.text = text
            self.isExact = isExact
            self.isScanned = isScanned
        }
    }

    /// The answer with its marks; of a refusal, the sentence that says so.
    public var text: String
    public var isRefused: Bool
    /// The best first.
    public var retrieved: [Passage]
    /// What the marks `[1]`, `[2]` … stand for.
    public var citations: [Passage]
    /// Seconds to the first verified sentence; `nil` where none came.
    public var firstSeconds: Double?
    /// Seconds to the end.
    public var seconds: Double
    /// Read and written by language models.
    public var tokens: Int
    /// Dollars; `nil` where a price is not known.
    public var cost: Double?
    /// The run in the journal.
    public var run: String?
    /// Why there is no answer.
    public var failure: KapellError?

    public init(
        text: String = "", isRefused: Bool = false, retrieved: [Passage] = [], citations: [Passage] = [],
        firstSeconds: Double? = nil, seconds: Double = 0, tokens: Int = 0, cost: Double? = nil, run: String? = nil,
        failure: KapellError? = nil
    ) {
        self.text = text
        self.isRefused = isRefused
        self.retrieved = retrieved
        self.citations = citations
        self.firstSeconds = firstSeconds
        self.seconds = seconds
        self.tokens = tokens
        self.cost = cost
        self.run = run
        self.failure = failure
    }

    /// Whether there is an answer: neither a refusal nor a failure.
    package var isAnswered: Bool { !isRefused && failure == nil }
}
