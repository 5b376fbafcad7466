import KapellCertificates
import KapellJSON
import Testing

@Suite("Certificates of answers", .enabled(if: Program.hasModels), .timeLimit(.minutes(10))) struct CertificateTests {
    @Test("An answer and a refusal are certified; the key is its owner's alone and is printed nowhere") func ask()
        async throws
    {
        let space = try Workspace()
        try space.write(Samples.lease, to: "papers/lease.md")
        let outcome = try await space.kapell(
            "ask", Samples.question, "--in", "papers", "--json", "--certificate", "answer.json")
        #expect(outcome.code == 0, "\(outcome)")
        let certificate = try AnswerCertificate(JSONValue(parsing: space.read("answer.json")))
        #expect(certificate.isSigned)
        let contents = certificate.contents
        let answer = try outcome.json()
        #expect(contents["question"]?.stringValue == Samples.question)
        #expect(contents["answer"] == answer["answer"])
        #expect(contents["run"] == answer["run"])
        let document = try #require(contents["documents"]?.arrayValue?.first)
        #expect(document["sha256"]?.stringValue == Fingerprint.of(try space.read("papers/lease.md")))
        #expect(document["offsets"] == "file")
        #expect(contents["system"]?["mode"] == "extractive")
        #expect(contents["system"]?["settings_sha256"]?.stringValue?.count == 64)

        let refusal = try await space.kapell(
            "ask", "Who won the football world cup in 1998?", "--in", "papers", "--certificate", "refusal.json")
        #expect(refusal.code == 0, "\(refusal)")
        let refused = try AnswerCertificate(JSONValue(parsing: space.read("refusal.json")))
        #expect(refused.isSigned)
        #expect(refused.contents["refused"] == true)
        #expect(refused.contents["documents"] == [])

        let printed = try await space.kapell("keys", "certificate", "--json")
        #expect(try printed.json()["public_key"] == certificate.signature["public_key"])
        let pem = try await space.kapell("keys", "certificate")
        #expect(pem.output.hasPrefix("-----BEGIN PUBLIC KEY-----\n"))
        let file = try space.read("../home/keys/certificate.pem")
        let secret = String(decoding: file, as: UTF8.self).split(separator: "\n")[1]
        for text in [outcome.all, refusal.all, printed.all, pem.all] { #expect(!text.contains(secret)) }
    }

    @Test("A key elsewhere, one that others may read, and a place that cannot be written are named") func faults()
        async throws
    {
        let space = try Workspace()
        try space.write(Samples.lease, to: "papers/lease.md")
        let own = ["KAPELL_CERTIFICATE_KEY": space.file("own.pem")]
        let made = try await space.kapell("keys", "certificate", "--json", environment: own)
        #expect(made.code == 0, "\(made)")
        #expect(try !space.read("own.pem").isEmpty)
        let open = try await space.kapell(
            "keys", "certificate", environment: own, shell: "chmod 644 own.pem")
        #expect(open.code == 6, "\(open)")
        #expect(open.errors.contains("chmod 600"))
        let nowhere = try await space.kapell(
            "ask", Samples.question, "--in", "papers", "--certificate", "none/answer.json")
        #expect(nowhere.code == 3, "\(nowhere)")
    }
}
