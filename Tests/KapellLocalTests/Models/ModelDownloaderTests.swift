import KapellCore
import KapellLocal
import Testing

@Suite("Downloads")
struct ModelDownloaderTests {
    let folder: TemporaryFolder
    static let body = noise(300_000)

    init() throws {
        folder = try TemporaryFolder()
    }

    func download(
        _ sources: [String], body: [UInt8] = body, bytes: Int64? = nil, options: DownloadOptions = .quick(),
        progress: @escaping @Sendable (ModelProgress) -> Void = { _ in }
    ) async throws(KapellError) {
        try await ModelDownloader(options: options).download(
            DownloadRequest(
                name: "file", sources: sources, destination: folder.file("file"), sha256: sha256(body), bytes: bytes),
            progress: progress)
    }

    func failure(_ body: () async throws(KapellError) -> Void) async -> KapellError? {
        do throws(KapellError) {
            try await body()
            return nil
        } catch {
            return error
        }
    }

    @Test("A file arrives whole, and the progress ends at its length")
    func whole() async throws {
        let server = try LoopbackServer { request, _, connection in connection.serve(Self.body, to: request) }
        let seen = Recorder<ModelProgress>()
        try await download(["\(server.address)/file"]) { seen.add($0) }
        #expect(try folder.read("file") == Self.body)
        #expect(!folder.has("file.part") && !folder.has("file.part.json"))
        #expect(seen.values.last?.bytes == 300_000)
        #expect(seen.values.last?.totalBytes == 300_000)
        #expect(seen.values.allSatisfy { $0.stage == .downloading })
        #expect(server.requests[0].headers["range"] == nil)
    }

    @Test("A file that is there already is not fetched again")
    func already() async throws {
        let server = try LoopbackServer { request, _, connection in connection.serve(Self.body, to: request) }
        try await download(["\(server.address)/file"])
        try await download(["\(server.address)/file"])
        #expect(server.requests.count == 1)
        _ = try folder.write([1, 2, 3], to: "file")
        try await download(["\(server.address)/file"])
        #expect(try folder.read("file") == Self.body)
    }

    @Test("A part from an earlier run is continued")
    func resume() async throws {
        let server = try LoopbackServer { request, _, connection in connection.serve(Self.body, to: request) }
        _ = try folder.write(Array(Self.body[..<100_000]), to: "file.part")
        try await download(["\(server.address)/file"])
        #expect(try folder.read("file") == Self.body)
        #expect(server.requests.map { $0.headers["range"] } == ["bytes=100000-"])
    }

    @Test("A server that ignores the range sends the whole file, and that is taken")
    func ignoredRange() async throws {
        let server = try LoopbackServer { _, _, connection in connection.respond("200 OK", body: Self.body) }
        _ = try folder.write(Array(Self.body[..<100_000]), to: "file.part")
        try await download(["\(server.address)/file"])
        #expect(try folder.read("file") == Self.body)
        #expect(server.requests.count == 1)
    }

    @Test("A cut connection is continued from where it broke")
    func cut() async throws {
        let server = try LoopbackServer { request, number, connection in
            if number < 3 {
                let start = request.rangeStart ?? 0
                let range = "Content-Range: bytes \(start)-299999/300000"
                connection.head(
                    start == 0 ? "200 OK" : "206 Partial Content", length: 300_000 - start,
                    headers: start == 0 ? ["ETag: \"one\""] : ["ETag: \"one\"", range])
                connection.send(Array(Self.body[start..<(start + 50_000)]))
            } else {
                connection.serve(Self.body, to: request)
            }
        }
        try await download(["\(server.address)/file"])
        #expect(try folder.read("file") == Self.body)
        #expect(server.requests.count == 4)
        #expect(server.requests.last?.headers["if-range"] == "\"one\"")
    }

    @Test("A file that changed meanwhile is fetched anew", arguments: ["tag", "length", "range"])
    func changed(what: String) async throws {
        let server = try LoopbackServer { request, number, connection in
            switch number {
            case 0:
                let length = what == "length" ? 299_000 : 300_000
                connection.head("200 OK", length: length, headers: ["ETag: \"old\""])
                connection.send([UInt8](repeating: 7, count: 1000))
            case 1:
                let range = what == "range" ? "5-299999" : "1000-299999"
                connection.head(
                    "206 Partial Content", length: 299_000,
                    headers: ["ETag: \"\(what == "tag" ? "new" : "old")\"", "Content-Range: bytes \(range)/300000"])
            default:
                connection.serve(Self.body, to: request)
            }
        }
        try await download(["\(server.address)/file"])
        #expect(try folder.read("file") == Self.body)
        #expect(server.requests.count == 3)
        #expect(server.requests[2].headers["range"] == nil)
    }

    @Test("A wrong hash removes the file and says what was expected and got")
    func wrongHash() async throws {
        let server = try LoopbackServer { _, _, connection in connection.respond("200 OK", body: [1, 2, 3]) }
        let error = await failure { () async throws(KapellError) in try await download(["\(server.address)/file"]) }
        #expect(error?.code == .corrupt)
        #expect(error?.message.contains("expected \(sha256(Self.body))") == true)
        #expect(error?.message.contains("got \(sha256([1, 2, 3]))") == true)
        #expect(!folder.has("file") && !folder.has("file.part"))
        #expect(server.requests.count == 1)
    }

    @Test("A damaged part of an earlier run costs one attempt from the start")
    func damagedPart() async throws {
        let server = try LoopbackServer { request, _, connection in connection.serve(Self.body, to: request) }
        _ = try folder.write([UInt8](repeating: 0, count: 1000), to: "file.part")
        try await download(["\(server.address)/file"])
        #expect(try folder.read("file") == Self.body)
        #expect(server.requests.map { $0.headers["range"] } == ["bytes=1000-", nil])
    }

    @Test("A part that is whole already needs no bytes")
    func wholePart() async throws {
        let server = try LoopbackServer { request, _, connection in connection.serve(Self.body, to: request) }
        _ = try folder.write(Self.body, to: "file.part")
        try await download(["\(server.address)/file"], bytes: 300_000)
        #expect(server.requests.isEmpty)
        _ = try folder.write([], to: "file")
        _ = try folder.write(Self.body, to: "file.part")
        try await download(["\(server.address)/file"])
        #expect(try folder.read("file") == Self.body)
    }

    @Test("500 and 503 are tried again, 404 is not")
    func statuses() async throws {
        let server = try LoopbackServer { request, number, connection in
            switch (request.path, number) {
            case ("/missing", _): connection.respond("404 Not Found")
            case (_, 0): connection.respond("500 Internal Server Error")
            case (_, 1): connection.respond("503 Service Unavailable")
            default: connection.serve(Self.body, to: request)
            }
        }
        try await download(["\(server.address)/file"])
        #expect(server.requests.count == 3)
        _ = try folder.write([], to: "file")
        let error = await failure { () async throws(KapellError) in try await download(["\(server.address)/missing"]) }
        #expect(error?.code == .notFound)
        #expect(server.requests.count == 4)
    }

    @Test("After the last attempt the error of the server is told")
    func givesUp() async throws {
        let server = try LoopbackServer { _, _, connection in connection.respond("502 Bad Gateway") }
        let error = await failure { () async throws(KapellError) in try await download(["\(server.address)/file"]) }
        #expect(error?.code == .unavailable)
        #expect(error?.isRetryable == true)
        #expect(server.requests.count == 4)
    }

    @Test("The next source is taken when one fails, and goes on with the part")
    func sources() async throws {
        let server = try LoopbackServer { request, _, connection in
            if request.path == "/first" {
                if request.rangeStart != nil { return connection.respond("404 Not Found") }
                connection.head("200 OK", length: 300_000)
                connection.send(Array(Self.body[..<20_000]))
            } else {
                connection.serve(Self.body, to: request)
            }
        }
        try await download(["\(server.address)/first", "\(server.address)/second"])
        #expect(try folder.read("file") == Self.body)
        #expect(server.requests.last?.headers["range"] == "bytes=20000-")
    }

    @Test("A server that falls silent is left after the idle timeout, and tried again")
    func idle() async throws {
        let hold = HoldingServer()
        let server = try LoopbackServer { request, number, connection in
            if number == 0 {
                connection.head("200 OK", length: 300_000)
                connection.send(Array(Self.body[..<10_000]))
                hold.wait()
            } else {
                connection.serve(Self.body, to: request)
            }
        }
        try await download(["\(server.address)/file"], options: .quick(idle: .milliseconds(300)))
        hold.end()
        #expect(try folder.read("file") == Self.body)
        #expect(server.requests.dropFirst().first?.headers["range"] == "bytes=10000-")
    }

    @Test("Silence to the end is a timeout")
    func idleForever() async throws {
        let hold = HoldingServer()
        let server = try LoopbackServer { _, _, _ in hold.wait() }
        let error = await failure { () async throws(KapellError) in
            try await download(["\(server.address)/file"], options: .quick(idle: .milliseconds(50), attempts: 2))
        }
        hold.end()
        #expect(error?.code == .timeout)
    }

    @Test("Cancelling keeps the part")
    func cancel() async throws {
        let hold = HoldingServer()
        let server = try LoopbackServer { _, _, connection in
            connection.head("200 OK", length: 300_000)
            connection.send(Array(Self.body[..<100_000]))
            hold.wait()
        }
        let seen = Recorder<ModelProgress>()
        let address = "\(server.address)/file"
        let error = await withTaskGroup(of: KapellError?.self) { group in
            group.addTask {
                await failure { () async throws(KapellError) in try await download([address]) { seen.add($0) } }
            }
            while (try? folder.read("file.part").count) != 100_000 { try? await Task.sleep(for: .milliseconds(5)) }
            group.cancelAll()
            return await group.next() ?? nil
        }
        hold.end()
        #expect(error?.code == .cancelled)
        #expect(try folder.read("file.part") == Array(Self.body[..<100_000]))
    }

    @Test("A full disk is told before the first byte, with both numbers")
    func diskFull() async throws {
        let server = try LoopbackServer { request, _, connection in connection.serve(Self.body, to: request) }
        let error = await failure { () async throws(KapellError) in
            try await download(["\(server.address)/file"], options: .quick(freeSpace: 1234))
        }
        #expect(error?.code == .diskFull)
        #expect(error?.message.contains("300000 bytes") == true)
        #expect(error?.message.contains("1234 bytes") == true)
    }

    @Test("A length other than the pinned one is refused without fetching")
    func wrongLength() async throws {
        let server = try LoopbackServer { request, _, connection in connection.serve(Self.body, to: request) }
        let error = await failure { () async throws(KapellError) in
            try await download(["\(server.address)/file"], bytes: 5)
        }
        #expect(error?.code == .corrupt)
        #expect(error?.message.contains("300000 bytes") == true)
    }

    @Test("Of two at once, the second waits and finds the file ready")
    func together() async throws {
        let server = try LoopbackServer { request, _, connection in connection.serve(Self.body, to: request) }
        let address = "\(server.address)/file"
        await withTaskGroup(of: KapellError?.self) { group in
            for _ in 0..<4 {
                group.addTask { await failure { () async throws(KapellError) in try await download([address]) } }
            }
            for await error in group { #expect(error == nil) }
        }
        #expect(server.requests.count == 1)
    }
}
