import KapellJSON
import Subprocess
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A running `kapell serve`.
struct Server: Sendable {
    /// Such as `http://127.0.0.1:40123`.
    let address: String
    let pid: Int32

    /// A GET over the port: the status and the body.
    func get(_ path: String) throws -> (status: Int, body: String) { try LocalSocket.get(path, port: port) }

    /// A POST of JSON over the port: the status and the body.
    func post(_ path: String, _ json: String) throws -> (status: Int, body: String) {
        try LocalSocket.post(path, json: json, port: port)
    }

    var port: UInt16 {
        get throws { try #require(address.split(separator: ":").last.flatMap { UInt16($0) }) }
    }

    /// Whether the process has ended; who started it may still ask how.
    var hasEnded: Bool {
        var found = siginfo_t()
        return waitid(P_PID, id_t(pid), &found, WEXITED | WNOWAIT | WNOHANG) != 0 || found.si_signo != 0
    }

    /// Kinds and statuses of the runs that the journal has.
    func runs() throws -> [String] {
        let runs = try JSONValue(parsing: get("/kapell/v1/runs").body)["runs"]?.arrayValue ?? []
        return runs.map { "\($0["kind"]?.stringValue ?? "") \($0["status"]?.stringValue ?? "")" }.sorted()
    }
}

extension Workspace {
    /// Serves this project on a free port while `body` runs, then ends the server with `signal`.
    ///
    /// - Returns: how the server ended.
    @discardableResult
    func serving(
        _ arguments: String..., endingWith signal: Signal? = .terminate,
        sourceLocation: SourceLocation = #_sourceLocation, _ body: @Sendable (Server) async throws -> Void
    ) async throws -> Outcome {
        let all = ["serve", "--port", "0", "--json"] + arguments
        let result = try await Subprocess.run(
            configuration(all), input: .none, output: .sequence, error: .string(limit: 16 << 20)
        ) { execution in
            var text = ""
            var isBegun = false
            do {
                for try await line in execution.standardOutput.strings() {
                    text += line
                    guard !isBegun, let address = Self.address(in: text) else { continue }
                    isBegun = true
                    try await body(Server(address: address, pid: execution.processIdentifier.value))
                    if let signal { try? execution.send(signal: signal) }
                }
            } catch {
                try? execution.send(signal: .kill)
                throw error
            }
            return text
        }
        let outcome = Outcome(
            code: Self.code(result.terminationStatus), output: result.closureResult, errors: result.standardError)
        Plainness.expect(outcome, sourceLocation: sourceLocation)
        return outcome
    }

    private static func address(in text: String) -> String? {
        guard let value = try? JSONValue(parsing: text) else { return nil }
        return value["address"]?.stringValue
    }
}

/// Plain sockets on this machine.
enum LocalSocket {
    struct Failure: Error { var what: String }

    /// Listens on a free port while `body` runs.
    static func listening<Result>(_ body: (UInt16) async throws -> Result) async throws -> Result {
        let descriptor = try open()
        defer { close(descriptor) }
        var address = loopback(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && listen(descriptor, 5) == 0
                    && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard isListening else { throw Failure(what: "No port can be had: \(String(cString: strerror(errno)))") }
        return try await body(UInt16(bigEndian: address.sin_port))
    }

    /// One request, whose connection ends with its answer.
    static func get(_ path: String, port: UInt16) throws -> (status: Int, body: String) {
        let head = "GET \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\n\r\n"
        return try exchange(head, path: path, port: port)
    }

    /// The same with a body.
    static func post(_ path: String, json: String, port: UInt16) throws -> (status: Int, body: String) {
        let head =
            "POST \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nContent-Type: application/json\r\n"
            + "Content-Length: \(json.utf8.count)\r\nConnection: close\r\n\r\n"
        return try exchange(head + json, path: path, port: port)
    }

    private static func exchange(_ request: String, path: String, port: UInt16) throws -> (status: Int, body: String) {
        let descriptor = try connected(to: port)
        defer { close(descriptor) }
        try sendAll(request, over: descriptor)
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count >= 0 else { throw Failure(what: "No answer to \(path): \(String(cString: strerror(errno)))") }
            guard count > 0 else { break }
            answer += buffer[..<count]
        }
        let text = String(decoding: answer, as: UTF8.self)
        let status = text.split(separator: " ", maxSplits: 2).dropFirst().first.flatMap { Int($0) } ?? 0
        return (status, text.firstRange(of: "\r\n\r\n").map { String(text[$0.upperBound...]) } ?? "")
    }

    /// Posts JSON to several paths, and closes the connections when `body` ends, without waiting for the answers.
    static func posting<Result>(
        _ requests: [(path: String, json: String)], port: UInt16, _ body: () async throws -> Result
    ) async throws -> Result {
        var descriptors: [Int32] = []
        defer { for descriptor in descriptors { close(descriptor) } }
        for request in requests {
            let descriptor = try connected(to: port)
            descriptors.append(descriptor)
            let head =
                "POST \(request.path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nContent-Type: application/json\r\n"
                + "Content-Length: \(request.json.utf8.count)\r\n\r\n"
            try sendAll(head + request.json, over: descriptor)
        }
        return try await body()
    }

    private static func connected(to port: UInt16) throws -> Int32 {
        let descriptor = try open()
        var address = loopback(port: port)
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else {
            close(descriptor)
            throw Failure(what: "Nobody answers: \(String(cString: strerror(errno)))")
        }
        return descriptor
    }

    private static func sendAll(_ text: String, over descriptor: Int32) throws {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, 0) }
            guard count > 0 else { throw Failure(what: "Not all was sent: \(String(cString: strerror(errno)))") }
            rest = rest.dropFirst(count)
        }
    }

    private static func open() throws -> Int32 {
        #if canImport(Glibc)
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        #else
            let descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        guard descriptor >= 0 else { throw Failure(what: "No socket can be had") }
        // An answer that does not come fails its test, which would block a thread of all tests otherwise.
        var limit = timeval(tv_sec: 60, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
        return descriptor
    }

    private static func loopback(port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }
}
