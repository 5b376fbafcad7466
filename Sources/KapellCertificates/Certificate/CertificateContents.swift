public import KapellCore
public import KapellJSON

/// What a certificate says of an answer.
public struct CertificateContents: Sendable {
    public var question: String
    /// The knowledge base that was asked.
    public var knowledge: String
    /// The answer, as `kapell ask --json` gives it.
    public var answer: JSONObject
    /// The documents that are cited.
    public var documents: [CertifiedDocument]
    /// Program, models, prompts and settings, with their fingerprints.
    public var system: JSONObject
    public var time: Timestamp

    public init(
        question: String, knowledge: String, answer: JSONObject, documents: [CertifiedDocument], system: JSONObject,
        time: Timestamp = .now
    ) {
        self.question = question
        self.knowledge = knowledge
        self.answer = answer
        self.documents = documents
        self.system = system
        self.time = time
    }

    /// `{"question", "knowledge", "answer", "refused", "reason", "citations", "documents", "verdicts", "system", "run",
    /// "time"}`. Each citation has `index`, `document`, `start`, `end`, `page` and `text`, and in a part of its document
    /// `part`.
    public var json: JSONObject {
        let citations = (answer["citations"]?.arrayValue ?? []).enumerated().map { index, citation -> JSONValue in
            var object: JSONObject = ["index": .integer(Int64(index + 1))]
            for key in ["document", "start", "end", "page", "text"] { object[key] = citation[key] ?? .null }
            object["part"] = citation["part"]
            return .object(object)
        }
        return [
            "question": .string(question), "knowledge": .string(knowledge),
            "answer": answer["answer"] ?? "", "refused": answer["refused"] ?? .bool(false),
            "reason": answer["reason"] ?? .null, "citations": .array(citations),
            "documents": .array(documents.map { .object($0.json) }), "verdicts": answer["verdicts"] ?? [],
            "system": .object(system), "run": answer["run"] ?? .null, "time": .string(time.description),
        ]
    }
}
