public import KapellJSON

/// Documents that are to be ordered by how well they answer a question.
public struct RerankRequest: Sendable, Hashable {
    public var model: String
    public var query: String
    public var documents: [String]
    /// How many of the best are wanted; `nil` for all.
    public var topN: Int?
    /// Whether the answer repeats the documents.
    public var returnsDocuments = false
    /// Fields of the body that the others do not hold.
    public var unknown: JSONObject = [:]
    /// The body as it came.
    public var body: JSONObject

    public init(model: String, query: String, documents: [String], body: JSONObject = [:]) {
        self.model = model
        self.query = query
        self.documents = documents
        self.body = body
    }
}
