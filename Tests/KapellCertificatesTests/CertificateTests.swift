import KapellCertificates
import KapellCore
import KapellJSON
import Testing

@Suite("Certificates") struct CertificateTests {
    private func certificate(_ key: CertificateKey = CertificateKey()) throws -> AnswerCertificate {
        let text = "The rent is 1,450 euros.\n"
        let contents = CertificateContents(
            question: "What is the rent?", knowledge: "documents",
            answer: [
                "answer": "The rent is 1,450 euros. [1]", "refused": false, "reason": .null,
                "citations": [
                    [
                        "document": "lease.md", "document_id": 3, "page": .null, "start": 0, "end": 24,
                        "text": "The rent is 1,450 euros.",
                    ]
                ],
                "verdicts": [
                    [
                        "verifier": "quotation", "decision": "accept", "reason": "It stands.",
                        "evidence": [["name": "similarity", "value": 0.1]],
                    ]
                ],
                "run": "01J", "usage": ["input_tokens": 0],
            ],
            documents: [
                CertifiedDocument(
                    name: "lease.md", kind: "markdown", hash: Fingerprint.of(text), bytes: text.utf8.count, text: text)
            ],
            system: ["kapell": "0.1.0"], time: Timestamp(nanoseconds: 1_700_000_000_000_000_000))
        return try AnswerCertificate(contents, key: key)
    }

    @Test("A certificate says what was asked, answered and cited, and is signed") func signed() throws {
        let certificate = try certificate()
        #expect(certificate.isSigned)
        let contents = certificate.contents
        #expect(contents["citations"]?.arrayValue?.first?["index"] == 1)
        #expect(contents["citations"]?.arrayValue?.first?["document_id"] == nil)
        #expect(contents["documents"]?.arrayValue?.first?["offsets"] == "file")
        #expect(contents["time"] == "2023-11-14T22:13:20.000Z")
        let text = JSONValue.object(certificate.json).serialized(pretty: true)
        #expect(try AnswerCertificate(JSONValue(parsing: text)).isSigned)
    }

    @Test("A citation in a part of its document names the part; another has no such field") func part() {
        let citation: JSONObject = [
            "document": "letters.zip", "document_id": 3, "page": 2, "start": 0, "end": 4, "text": "Rent",
        ]
        var inside = citation
        inside["part"] = "lease.pdf"
        let json = CertificateContents(
            question: "?", knowledge: "k", answer: ["citations": [.object(citation), .object(inside)]], documents: [],
            system: [:]
        ).json
        let citations = json["citations"]?.arrayValue ?? []
        #expect(citations.map { $0["part"] } == [nil, "lease.pdf"] && citations.allSatisfy { $0["page"] == 2 })
    }

    @Test("Every change of a byte of the contents or the signature is seen") func tampered() throws {
        let bytes = JSONValue.object(try certificate().json).serializedBytes()
        var generator = SplitMix64(seed: 2)
        var seen = 0
        for place in bytes.indices {
            var changed = bytes
            changed[place] ^= UInt8.random(in: 1...255, using: &generator)
            guard let value = try? JSONValue(parsing: changed), let other = try? AnswerCertificate(value) else {
                continue
            }
            #expect(!other.isSigned, "byte \(place)")
            seen += other.isSigned ? 0 : 1
        }
        #expect(seen > 200, "\(seen)")
    }

    @Test("Another key's signature is not of these contents") func anotherKey() throws {
        let (one, two) = (try certificate(), try certificate())
        #expect(one.signature["key"] != two.signature["key"])
        var mixed = one.json
        mixed["signature"] = .object(two.signature)
        #expect(try AnswerCertificate(.object(mixed)).isSigned)
        var half = two.signature
        half["public_key"] = one.signature["public_key"]
        mixed["signature"] = .object(half)
        #expect(try !AnswerCertificate(.object(mixed)).isSigned)
        #expect(throws: KapellError.self) { try AnswerCertificate(["form": "other"]) }
    }

    @Test("The text of a file that is not plain is known by its own hash") func extracted() {
        let document = CertifiedDocument(
            name: "a.pdf", kind: "pdf", hash: Fingerprint.of("%PDF"), bytes: 4, text: "text")
        #expect(!document.isPlain)
        #expect(document.textHash == Fingerprint.of("text"))
        #expect(Fingerprint.of("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }
}
