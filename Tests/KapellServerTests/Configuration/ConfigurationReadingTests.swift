import KapellChunking
import KapellServer
import Testing

@Suite("Reading kapell.yaml")
struct ConfigurationReadingTests {
    @Test("A file with every key is read whole")
    func everyKey() throws {
        let result = try configuration(
            """
            version: 1
            models:
              default: {model: local/models/Big.GGUF, context: 4096, threads: 2}
              embedding: local/all-minilm-l6-v2
            knowledge:
              contracts:
                sources: [documents, ../shared//./a.pdf, /srv/texts, ~/notes]
                mode: generative
                description: "Contracts: all of them"
                limits: {file_size: 2 MiB, files: 7}
                chunk: {by: sentence, tokens: 100, sentences: 4, overlap: {sentences: 1}, parents: 600}
              a-2_b:
                sources: ["."]
            stores: {path: .kapell, memory: 2MB, journal: "${DATABASE}", scope: legal}
            server: {host: localhost, port: 8080, grace: 2m}
            """,
            environment: ["HOME": "/home/ada", "DATABASE": "postgresql://ada:pw@db/runs"])
        let big = ModelReference(provider: "local", name: "models/Big.GGUF", path: "/project/models/Big.GGUF")
        #expect(result.models.default == ModelSetting(reference: big, context: 4096, threads: 2))
        #expect(result.models.embedding.reference.description == "local/all-minilm-l6-v2")
        #expect(result.models.embedding.reference.path == nil)
        #expect(result.knowledge.map(\.name) == ["contracts", "a-2_b"])
        let contracts = try #require(result.knowledge(named: "contracts"))
        #expect(
            contracts.sources == ["/project/documents", "/shared/a.pdf", "/srv/texts", "/home/ada/notes"])
        #expect(contracts.mode == .generative)
        #expect(contracts.description == "Contracts: all of them")
        #expect(contracts.limits == KnowledgeLimits(fileSize: 2 * 1024 * 1024, files: 7))
        let chunk = ChunkSettings(by: .sentence, tokens: 100, sentences: 4, overlapSentences: 1, parents: 600)
        #expect(contracts.chunk == chunk)
        #expect(result.knowledge[1].sources == ["/project"])
        #expect(
            result.store
                == StoreSection(
                    path: "/project/.kapell", memory: 2_000_000, journal: "postgresql://ada:pw@db/runs", scope: "legal")
        )
        #expect(result.server == ServerSection(host: "localhost", port: 8080, grace: .seconds(120)))
        #expect(result.file == "/project/kapell.yaml")
        #expect(result.directory == "/project")
        #expect(result.readFiles == ["/project/kapell.yaml"])
    }

    @Test("What the file leaves out has the defaults")
    func defaults() throws {
        var result = try configuration("version: 1\nknowledge: {a: {sources: [b]}}\n")
        #expect(result.knowledge == [KnowledgeSection(name: "a", sources: ["/project/b"])])
        result.knowledge = []
        result.file = nil
        result.directory = KapellConfiguration.default.directory
        result.readFiles = []
        #expect(result == .default)
        #expect(result.server == ServerSection(host: "127.0.0.1", port: 7272, grace: .seconds(8)))
        #expect(result.models.default.reference.description == "local/smollm2-135m-instruct")
    }

    @Test("The template is a correct file for a folder of documents")
    func template() throws {
        let result = try configuration(KapellConfiguration.template)
        #expect(result.knowledge.map(\.sources) == [["/project/documents"]])
        #expect(result.server == ServerSection())
        #expect(result.models == ModelsSection())
        #expect(!KapellConfiguration.template.contains("\t"))
    }

    @Test(
        "Windows line ends, a byte order mark and a document start do no harm",
        arguments: [
            "version: 1\r\nserver:\r\n  port: 99\r\n",
            "\u{FEFF}version: 1\nserver: {port: 99}",
            "---\n# comment\nversion: 1\nserver: {\"port\": 99}\n...\n",
        ])
    func lineEnds(yaml: String) throws {
        #expect(try configuration(yaml).server.port == 99)
    }

    @Test(
        "Sizes take units",
        arguments: [
            ("1", 1), ("512B", 512), ("3KB", 3000), ("3 KiB", 3072), ("64MB", 64_000_000), ("1GiB", 1 << 30),
            ("\"5MB\"", 5_000_000),
        ])
    func sizes(text: String, bytes: Int) throws {
        let result = try configuration("version: 1\nknowledge: {a: {sources: [b], limits: {file_size: \(text)}}}")
        #expect(result.knowledge.first?.limits.fileSize == bytes)
    }

    @Test("Every loopback host is accepted", arguments: ["127.0.0.1", "127.255.0.9", "::1", "localhost"])
    func loopback(host: String) throws {
        #expect(try configuration("version: 1\nserver: {host: \"\(host)\"}").server.host == host)
        #expect(try configuration("version: 1\nserver:\n  host: \(host)").server.host == host)
    }
}
