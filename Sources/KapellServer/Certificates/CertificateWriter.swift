public import KapellCertificates
public import KapellCore
public import KapellJSON

/// Certifies answers: gathers what an answer rests on, signs it and writes it down.
public struct CertificateWriter: Sendable {
    private let key: CertificateKey
    private let version: String

    /// - Parameters:
    ///   - environment: `KAPELL_CERTIFICATE_KEY` names the file of the key; else it lies in `home`.
    ///   - version: the program's.
    /// - Throws: what reading or making the key throws.
    public init(home: KapellHome, environment: [String: String], version: String) throws(KapellError) {
        key = try home.certificateKey(environment).key()
        self.version = version
    }

    /// The certificate of an answer, or of a refusal.
    ///
    /// - Parameter answer: as an engine gives it with its last event.
    /// - Throws: `.conflict` where a cited document was indexed anew since the answer.
    public func certificate(
        of answer: JSONObject, to question: String, in knowledge: String, from engine: any KnowledgeEngine
    ) async throws -> AnswerCertificate {
        var documents: [Int64: CertifiedDocument] = [:]
        for citation in answer["citations"]?.arrayValue ?? [] {
            guard let id = citation["document_id"]?.intValue.map(Int64.init), let quote = citation["text"]?.stringValue,
                let start = citation["start"]?.intValue, let end = citation["end"]?.intValue
            else { throw KapellError(.internalError, "A citation of the answer is not whole.") }
            let source = try await engine.source(of: id, in: knowledge)
            let text = source["text"]?.stringValue ?? ""
            guard source["name"] == citation["document"], Self.stands(quote, in: text, from: start, to: end) else {
                throw KapellError(
                    .conflict, "A document was indexed anew while the answer was made, so it cannot be certified.",
                    remedy: "Ask again.")
            }
            documents[id] = CertifiedDocument(
                name: source["name"]?.stringValue ?? "", kind: source["kind"]?.stringValue ?? "",
                hash: source["sha256"]?.stringValue ?? "", bytes: source["bytes"]?.intValue ?? 0, text: text)
        }
        var system: JSONObject = ["kapell": .string(version)]
        system.merge(try await engine.account(of: knowledge))
        let contents = CertificateContents(
            question: question, knowledge: knowledge, answer: answer,
            documents: documents.values.sorted { $0.name < $1.name }, system: system)
        return try AnswerCertificate(contents, key: key)
    }

    /// Writes a certificate in place of what was there under the path.
    ///
    /// - Throws: `.storage`, `.permission` or `.diskFull`.
    public static func write(_ certificate: AnswerCertificate, to path: String) throws(KapellError) {
        try NewFile.write(JSONValue.object(certificate.json).serialized(pretty: true) + "\n", to: path)
    }

    private static func stands(_ quote: String, in text: String, from start: Int, to end: Int) -> Bool {
        let bytes = Array(text.utf8)
        return start >= 0 && start < end && end <= bytes.count && bytes[start..<end].elementsEqual(quote.utf8)
    }
}

extension KapellHome {
    /// The file of the key that signs certificates: what `KAPELL_CERTIFICATE_KEY` names, or one in this folder.
    public func certificateKey(_ environment: [String: String]) -> CertificateKeyFile {
        if let named = environment["KAPELL_CERTIFICATE_KEY"], !named.isEmpty {
            return CertificateKeyFile(path: AbsolutePath.of(named))
        }
        return CertificateKeyFile(path: "\(path)/keys/certificate.pem")
    }
}
