public import KapellJSON

/// What images are asked for, as it came: it goes to providers of the same wire alone, and nothing of it is read but what
/// a gateway must know.
public struct ImageRequest: Sendable, Hashable {
    public var operation: ImageOperation
    public var model: String
    /// Whether the answer comes as events.
    public var streams: Bool
    /// Images that are asked for.
    public var count: Int
    /// The body as it came; empty where it came as a form.
    public var body: JSONObject
    /// The body where it came as a form, with files.
    public var form: MultipartForm?

    public init(
        _ operation: ImageOperation, model: String, streams: Bool = false, count: Int = 1, body: JSONObject = [:],
        form: MultipartForm? = nil
    ) {
        self.operation = operation
        self.model = model
        self.streams = streams
        self.count = count
        self.body = body
        self.form = form
    }
}

/// What is done with images; the raw value is the last part of the path.
public enum ImageOperation: String, Sendable, Hashable, CaseIterable {
    case generations
    case edits
    case variations
}
