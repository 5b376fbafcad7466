import KapellCore
import KapellFaults
import KapellProviders
import Testing

@Suite("Addresses of providers")
struct AddressTests {
    @Test(
        "Addresses within this machine, private networks and clouds are private",
        arguments: [
            "127.0.0.1", "127.255.0.9", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1",
            "169.254.169.254", "100.100.100.200", "168.63.129.16", "224.0.0.1", "255.255.255.255", "198.18.0.1", "::",
            "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
            "64:ff9b::a00:1", "2002:7f00:1::", "ff02::1", "fec0::1", "::7f00:1", "2001:db8::1", "[::1]",
        ])
    func privateAddresses(_ text: String) throws {
        #expect(try #require(IPAddress(text)).isPrivate)
    }

    @Test(
        "Addresses of the public internet are not",
        arguments: [
            "8.8.8.8", "172.15.0.1", "172.32.0.1", "100.63.0.1", "100.128.0.1", "169.253.1.1", "192.167.1.1",
            "2606:4700::1111", "2a00:1450::1", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::",
        ])
    func publicAddresses(_ text: String) throws {
        #expect(try #require(IPAddress(text)).isPrivate == false)
    }

    @Test("What is no address is a name", arguments: ["", "a", "1.2.3", "256.1.1.1", "1.2.3.4.5", "::g", "2130706433"])
    func names(_ text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test("A base URL has a scheme, a host, a port and a path")
    func baseURL() throws {
        let url = try BaseURL("HTTPS://Api.Example.com/v1/")
        #expect(url.description == "https://api.example.com/v1")
        #expect((url.port, url.path, url.authority) == (443, "/v1", "api.example.com"))
        #expect(try BaseURL("http://[::1]:8080").authority == "[::1]:8080")
        #expect(try BaseURL("http://h:80").authority == "h")
    }

    @Test(
        "A base URL of another form is refused, and its secrets are not repeated",
        arguments: [
            "", "api.example.com", "ftp://a", "https://", "https://user:hunter2@a.example", "https://a?key=hunter2",
            "https://a#hunter2", "https://a b", "https://a:0", "https://a:99999", "https://a:x", "https://[::1",
            "https://[a]", "https://a\r\nx: hunter2", "https://ä.example", "https://a\\b", "https://:80",
        ])
    func badBaseURL(_ text: String) {
        let error = #expect(throws: KapellError.self) { try BaseURL(text) }
        #expect(error?.code == .configuration)
        #expect(error?.remedy != nil)
        #expect(error?.description.contains("hunter2") == false)
    }

    @Test(
        "A provider at a private address is refused unless it is allowed",
        arguments: [
            "https://127.0.0.1", "https://localhost:8443", "https://a.localhost", "https://10.0.0.1/v1",
            "https://metadata.google.internal", "https://[::1]", "https://printer.local", "http://127.0.0.1:8080",
            "http://localhost",
        ])
    func refused(_ base: String) throws {
        var options = ProviderOptions(environment: ["OPENAI_API_KEY": "k-12345"])
        options.baseURL = base
        let error = #expect(throws: KapellError.self) { try Provider(.openAI, options: options) }
        #expect(error?.code == .configuration)
        #expect(error?.remedy?.contains("private: true") == true)
        options.allowsPrivateAddresses = true
        _ = try Provider(.openAI, options: options)
    }

    @Test("Without encryption only private hosts are spoken to", arguments: [true, false])
    func insecure(_ allows: Bool) throws {
        var options = ProviderOptions(environment: ["OPENAI_API_KEY": "k-12345"])
        options.baseURL = "http://8.8.8.8/v1"
        options.allowsPrivateAddresses = allows
        let error = #expect(throws: KapellError.self) { try Provider(.openAI, options: options) }
        #expect(error?.remedy?.contains("https") == true)
    }

    @Test("A name that leads to a private address is refused before a connection is made")
    func resolved() async throws {
        let server = try await FaultServer.start(.openAIChat, [])
        var options = TransportOptions()
        options.addresses = ["provider.example": "127.0.0.1"]
        let transport = Transport(options)
        let request = TransportRequest(base: try BaseURL("https://provider.example:\(server.port)"), target: "/")
        let failure = await #expect(throws: ProviderFailure.self) { try await transport.send(request) }
        #expect(failure?.error.code == .configuration)
        #expect(failure?.error.message.contains("provider.example is a private address") == true)
        #expect(failure?.reachedProvider == false)
        #expect(server.connections == 0)
        await server.stop()
        await transport.close()
    }

    @Test("The system's own names are checked too")
    func system() async throws {
        let transport = Transport()
        var request = TransportRequest(base: try BaseURL("https://LOCALHOST.:1"), target: "/")
        #expect(
            await #expect(throws: ProviderFailure.self) { try await transport.send(request) }?.error.code
                == .configuration)
        request.base = try BaseURL("https://0x7f.1:1")
        #expect(
            await #expect(throws: ProviderFailure.self) { try await transport.send(request) }?.reachedProvider == false)
        await transport.close()
    }

    @Test("A connection that has reached another address than the one looked up is closed before anything is sent")
    func rebound() async throws {
        let server = try await FaultServer.start(.openAIChat, [])
        var options = TransportOptions()
        options.lookup = { _ in [IPAddress("10.0.0.1")].compactMap { $0 } }
        options.addresses = ["provider.example": "127.0.0.1"]
        options.reached = { _ in IPAddress("8.8.8.8") }
        let transport = Transport(options)
        let request = TransportRequest(
            base: try BaseURL("http://provider.example:\(server.port)"), target: "/", allowsPrivateAddresses: true)
        let failure = await #expect(throws: ProviderFailure.self) { try await transport.send(request) }
        #expect(failure?.error.code == .configuration)
        #expect(failure?.reachedProvider == false)
        #expect(server.requests.isEmpty)
        await server.stop()
        await transport.close()
    }
}
