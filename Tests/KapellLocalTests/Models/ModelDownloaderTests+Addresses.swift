import KapellCore
import KapellLocal
import Testing

extension ModelDownloaderTests {
    @Test("Redirects are followed, but not without end and not to plain http elsewhere")
    func redirects() async throws {
        let server = try LoopbackServer { request, _, connection in
            switch request.path {
            case "/a": connection.respond("302 Found", headers: ["Location: /b?x=1"])
            case "/b?x=1": connection.respond("307 Temporary Redirect", headers: ["Location: file"])
            case "/loop": connection.respond("301 Moved Permanently", headers: ["Location: /loop"])
            case "/away": connection.respond("302 Found", headers: ["Location: http://example.com/file"])
            default: connection.serve(Self.body, to: request)
            }
        }
        try await download(["\(server.address)/a"])
        #expect(server.requests.map(\.path) == ["/a", "/b?x=1", "/file"])
        _ = try folder.write([], to: "file")
        for path in ["loop", "away"] {
            let error = await failure { () async throws(KapellError) in
                try await download(["\(server.address)/\(path)"])
            }
            #expect(error?.code == .network)
        }
    }

    @Test(
        "Only https is fetched, and http from this machine",
        arguments: [
            "http://example.com/x", "file:///etc/passwd", "ftp://example.com/x", "nothing", "",
            "http://127.0.0.1.example.com/",
        ])
    func schemes(address: String) async {
        let error = await failure { () async throws(KapellError) in try await download([address]) }
        #expect(error?.code == .invalidRequest)
    }

    @Test("Credentials in an address are sent as a header and never shown")
    func credentials() async throws {
        let server = try LoopbackServer { _, _, connection in connection.respond("403 Forbidden") }
        let error = await failure { () async throws(KapellError) in
            try await download(["http://jane:hush@127.0.0.1:\(server.port)/file"])
        }
        #expect(server.requests.first?.headers["authorization"] == "Basic amFuZTpodXNo")
        #expect(error?.code == .permission)
        #expect(error?.description.contains("hush") == false)
        let bad = await failure { () async throws(KapellError) in try await download(["ftp://jane:hush@host/x"]) }
        #expect(bad?.description.contains("hush") == false)
    }
}
