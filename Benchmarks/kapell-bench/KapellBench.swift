import KapellJSON

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Measures Kapell's own side of the `make bench-…` targets; prints one line of JSON.
@main
struct KapellBench {
    static func main() async {
        let arguments = Arguments(CommandLine.arguments.dropFirst())
        do {
            let figures: JSONObject
            switch arguments.command {
            case "write": figures = try await LocalCommands.write(arguments)
            case "read": figures = try await LocalCommands.read(arguments)
            case "embed": figures = try await LocalCommands.embed(arguments)
            case "schema": figures = try SchemaCommand.run(arguments)
            case "parse": figures = try ParseCommand.run(arguments)
            case "partial": figures = try PartialCommand.run(arguments)
            case "vectors": figures = try await VectorsCommand.run(arguments)
            case "turnover": figures = try await TurnoverCommand.run(arguments)
            case "collection": figures = try await CollectionCommand.run(arguments)
            case "crash-writer": figures = try await CrashWriter.run(arguments)
            case "lexical": figures = try LexicalCommand.run(arguments)
            case "chunks": figures = try await ChunksCommand.run(arguments)
            case "support": figures = try await SupportCommand.run(arguments)
            case "workflows": figures = try await WorkflowsCommand.run(arguments)
            case "session": figures = try await SessionCommand.run(arguments)
            default: throw BenchFailure(usage)
            }
            print(JSONValue.object(figures).serialized())
        } catch {
            print("\(error)")
            exit(1)
        }
    }

    private static let usage = """
        kapell-bench write|read --model GGUF [--tokens N] [--threads N]
        kapell-bench embed --model GGUF --texts FILE.jsonl [--vectors OUT.f32] [--threads N]
        kapell-bench schema --set FILE.json [--report yes]
        kapell-bench parse --file FILE.json --with kapell|foundation
        kapell-bench partial --shape records|text --reader look|hold|none
        kapell-bench vectors --base F32 --queries F32 --neighbours I32 [--dimensions N] [--element E] [--threads N] [--part N]
        kapell-bench turnover --base F32 --queries F32 --neighbours I32 [--dimensions N] [--rounds N]
        kapell-bench collection --queries F32 [--base F32] [--folder FOLDER] [--values I32 --fields N] [--texts FILE.jsonl]
        kapell-bench lexical --task rank|speed --data FOLDER
        kapell-bench chunks --extract PROGRAM --files LIST.json --by STRATEGY [--tokens N] [--overlap N] [--parents N]
        kapell-bench session [--turns N] [--sessions N]

        """ + SupportCommand.usage + WorkflowsCommand.usage
}
