internal import KapellDocuments

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Reads one untrusted document in a process of its own; everything is in `KapellDocuments`.
@main
struct KapellExtract {
    static func main() {
        exit(ExtractProgram.run(CommandLine.arguments))
    }
}
