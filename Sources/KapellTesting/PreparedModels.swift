#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The two default models, for tests that need real ones: where `kapell pull --defaults` has put them on this machine.
package enum PreparedModels {
    /// The GGUF file of the chat model; nil where it is not there.
    package static let chat = file("smollm2-135m-instruct")
    /// The GGUF file of the embedding model; nil where it is not there.
    package static let embedding = file("all-minilm-l6-v2")

    /// Whether both are there.
    package static var areThere: Bool { chat != nil && embedding != nil }

    /// The folder that the program uses by itself: KAPELL_HOME, or that of the platform.
    package static var home: String {
        if let path = variable("KAPELL_HOME") { return path }
        if let data = variable("XDG_DATA_HOME") { return "\(data)/kapell" }
        #if os(macOS)
            return "\(variable("HOME") ?? "")/Library/Application Support/kapell"
        #else
            return "\(variable("HOME") ?? "")/.local/share/kapell"
        #endif
    }

    private static func file(_ name: String) -> String? {
        let path = "\(home)/models/local/\(name).gguf"
        return access(path, R_OK) == 0 ? path : nil
    }

    private static func variable(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }
}
