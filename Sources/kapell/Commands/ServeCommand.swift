import ArgumentParser
import KapellCore
import KapellJSON
import KapellServer
import KapellStore

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serves the project over HTTP, with a page at /ui.",
        discussion: """
            Examples:
              kapell serve
              kapell serve --port 8080
              kapell serve --stop

            SIGTERM and SIGINT stop it: running answers have `server.grace` (8 s) to end. A second signal ends it at once.

            OpenAI's clients work with OPENAI_BASE_URL=http://127.0.0.1:7272/v1.
            """)

    @Option(help: "The port; 0 takes any that is free. Without it, the configuration's.")
    var port: Int?

    @Flag(help: "Stop the server that has this project's store, and end.")
    var stop = false

    @Flag(help: "Stop the server that has this project's store, and take its place.")
    var replace = false

    @OptionGroup var common: CommonOptions

    func validate() throws {
        if let port, !(0...65_535).contains(port) { throw ValidationError("--port takes 0 to 65535.") }
    }

    func run() async throws {
        ProgramHeap.sharePools()
        let project = try common.project()
        if stop || replace {
            let stopped = try await RunningServer.stop(project)
            if stop {
                if common.json {
                    Terminal.print(JSONValue.object(["stopped": .bool(stopped)]).serialized(pretty: true))
                } else {
                    Terminal.print(stopped ? "The server was stopped." : "No server has this store.")
                }
                return
            }
        }
        let system = try await KapellSystem(project: project, command: "serve")
        do {
            let isJSON = common.json
            var server = KapellHTTPServer(system: system, port: port)
            server.endsProcess = true
            try await server.run { address in
                if isJSON {
                    Terminal.print(JSONValue.object(["address": .string(address)]).serialized())
                } else {
                    Terminal.print("Serving on \(address), the page is \(address)/ui")
                    Terminal.print("OPENAI_BASE_URL=\(address)/v1")
                }
                ProgramPages.release()
            }
        } catch {
            await system.close()
            throw error
        }
        await system.close()
    }
}
