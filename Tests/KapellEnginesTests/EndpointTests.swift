import KapellCore
import KapellEngines
import Testing

@Suite struct EndpointTests {
    @Test(arguments: [
        "http://127.0.0.1:8000", "http://localhost:8000/", "http://10.1.2.3", "http://172.16.0.1", "http://qdrant:6333",
        "http://[::1]:6333", "https://cluster.example:6333/path/", "http://db.internal",
    ])
    func addressesThatMayCarryAKey(_ url: String) throws {
        let endpoint = try EngineEndpoint(url, key: "secret-key")
        #expect(!endpoint.url.hasSuffix("/"))
        #expect(!"\(endpoint)".contains("secret-key"))
        var dumped = ""
        dump(endpoint, to: &dumped)
        #expect(!dumped.contains("secret-key"))
    }

    @Test(arguments: [
        "http://example.com", "http://8.8.8.8", "http://172.32.0.1", "ftp://x", "example.com", "https://",
        "https://u:p@x",
        "https://x?k=1", "https://x#y", "https://a b", "http://127.0.0.1.example.com",
    ])
    func addressesThatAreRefused(_ url: String) {
        let error = #expect(throws: KapellError.self) { _ = try EngineEndpoint(url, key: "secret-key") }
        #expect(error?.code == .configuration && error?.remedy != nil)
        #expect(error.map { !"\($0)".contains("secret-key") } ?? false)
    }

    @Test func aKeyIsOneLine() {
        #expect(throws: KapellError.self) { _ = try EngineEndpoint("https://x.example", key: "a\r\nb: c") }
        #expect(throws: Never.self) { _ = try EngineEndpoint("http://example.com") }
    }
}
