import KapellCore
import KapellServer
import KapellTesting
import ServiceLifecycle
import Synchronization
import Testing

@Suite("Stopping", .timeLimit(.minutes(10)))
struct StopTests {
    /// Connections that come, one after the other, as long as somebody takes them.
    private final class Visitors: Sendable {
        private let opened = Atomic(0)
        private let isOver = Atomic(false)

        var count: Int { opened.load(ordering: .relaxed) }

        func end() { isOver.store(true, ordering: .relaxed) }

        func come(to port: Int) async {
            while !isOver.load(ordering: .relaxed) {
                guard let connection = try? await WireConnection.open(port) else { return }
                opened.wrappingAdd(1, ordering: .relaxed)
                try? await connection.send("GET /healthz HTTP/1.1\r\nhost: 127.0.0.1:\(port)\r\n\r\n")
                // A reset: so many that were closed would wait for a minute each.
                await connection.reset()
            }
        }
    }

    @Test(
        "A server can be stopped and cancelled at any moment while connections arrive, and the process goes on",
        arguments: [true, false])
    func stopped(isGraceful: Bool) async throws {
        let folder = try ConfigurationFolder()
        let project = Project(
            configuration: KapellConfiguration(), home: KapellHome(path: "\(folder.path)/home"), origin: folder.path)
        let system = try await KapellSystem(project: project, command: "test")
        for round in 0..<100 {
            let (ready, continuation) = AsyncStream<String>.makeStream()
            let server = KapellHTTPServer(system: system, host: "127.0.0.1", port: 0)
            let group = ServedPart.group(server, continuation)
            let running = Task { _ = try? await group.run() }
            var address = ""
            for await one in ready {
                address = one
                break
            }
            let port = try #require(address.split(separator: ":").last.flatMap { Int($0) })
            let visitors = Visitors()
            await withTaskGroup(of: Void.self) { tasks in
                for _ in 0..<2 { tasks.addTask { await visitors.come(to: port) } }
                _ = try? await eventually(every: .microseconds(200)) { visitors.count > round % 20 }
                if isGraceful { await group.triggerGracefulShutdown() } else { running.cancel() }
                await running.value
                visitors.end()
            }
            #expect(visitors.count > round % 20)
        }
        await system.close()
    }
}
