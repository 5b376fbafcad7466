public import KapellJSON

/// Something about a document's text that a reader of answers should know: a judgement of its quality.
public struct DocumentFinding: Sendable, Hashable {
    /// What was found. The words are part of answers and of the store, and do not change.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// There is no word in it.
        case empty
        /// It has very few words, or few for its pages.
        case sparse
        /// Much of it is no text that a person would read.
        case garbled
        /// Its letters were read in the wrong encoding.
        case encoding
        /// Its words were recognised on a scan, and the recognition is unsure.
        case recognition
        /// It is in another language than the knowledge base.
        case language
        /// Another document says nearly the same.
        case duplicate
        /// Much of it stands in most documents of its folder.
        case boilerplate
    }

    public var code: Code
    /// How much, 0…1: a share of the text, or for `duplicate` what both have in common; the sentence says of what.
    public var share: Double
    /// One plain sentence.
    public var message: String
    /// The other document, of a duplicate.
    public var document: Int64?

    public init(_ code: Code, share: Double, message: String, document: Int64? = nil) {
        self.code = code
        self.share = share
        self.message = message
        self.document = document
    }

    /// `{"code", "share", "message"}`, and `document` for a duplicate.
    public var json: JSONObject {
        var object: JSONObject = [
            "code": .string(code.rawValue), "share": .number((share * 1000).rounded() / 1000),
            "message": .string(message),
        ]
        if let document { object["document"] = .integer(document) }
        return object
    }

    /// What ``json`` was made of; `nil` for anything else, also for a code that a newer version wrote.
    public init?(json: JSONValue) {
        guard let code = json["code"]?.stringValue.flatMap(Code.init), let share = json["share"]?.doubleValue,
            let message = json["message"]?.stringValue
        else { return nil }
        self.init(code, share: share, message: message, document: json["document"]?.intValue.map(Int64.init))
    }
}
