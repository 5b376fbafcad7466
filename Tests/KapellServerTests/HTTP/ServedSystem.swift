import KapellServer

extension KapellSystem {
    /// Serves on a port of this machine as long as `body` runs, which gets the port. Closes the system then.
    func serving<Value: Sendable>(
        _ adapt: (inout KapellHTTPServer) -> Void = { _ in }, _ body: (Int) async throws -> Value
    ) async throws -> Value {
        let (ready, continuation) = AsyncStream<String>.makeStream()
        var server = KapellHTTPServer(system: self, host: "127.0.0.1", port: 0)
        adapt(&server)
        let value = await withThrowingTaskGroup(of: Void.self, returning: Result<Value, any Error>.self) { group in
            group.addTask { [server] in
                defer { continuation.finish() }
                try await server.run { continuation.yield($0) }
            }
            var address = ""
            for await one in ready {
                address = one
                break
            }
            let port = address.split(separator: ":").last.flatMap { Int($0) } ?? 0
            let value: Result<Value, any Error>
            do { value = .success(try await body(port)) } catch { value = .failure(error) }
            group.cancelAll()
            return value
        }
        await close()
        return try value.get()
    }
}
