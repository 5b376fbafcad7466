public import KapellCore

/// The folder that holds everything one installation knows: models, stores, the journal, logs.
public struct KapellHome: Sendable, Hashable {
    public let path: String

    /// - Parameter path: absolute.
    public init(path: String) { self.path = path }

    /// `KAPELL_HOME`, or the platform's folder for user data: `$XDG_DATA_HOME/kapell`, `~/.local/share/kapell`, or
    /// `~/Library/Application Support/kapell`.
    public init(environment: [String: String]) throws(KapellError) {
        if let path = environment["KAPELL_HOME"], !path.isEmpty {
            self.path = AbsolutePath.of(path)
        } else if let data = environment["XDG_DATA_HOME"], data.hasPrefix("/") {
            self.path = "\(data)/kapell"
        } else if let home = environment["HOME"], home.hasPrefix("/") {
            #if os(macOS)
                self.path = "\(home)/Library/Application Support/kapell"
            #else
                self.path = "\(home)/.local/share/kapell"
            #endif
        } else {
            throw KapellError(
                .configuration, "There is no folder for Kapell's data: neither KAPELL_HOME nor HOME is set.",
                remedy: "Set KAPELL_HOME to a folder that may be written.")
        }
    }

    /// Events of every run.
    public var journal: String { "\(path)/journal" }

    /// Every version of a prompt that was served or run.
    public var prompts: String { "\(path)/prompts" }

    /// Log files of servers in the background.
    public var logs: String { "\(path)/logs" }

    /// Where the store of a project or a folder lies: a name that a person recognises, and a hash that keeps two of
    /// one name apart.
    public func store(for origin: String) -> String {
        let last =
            origin.split(separator: "/").suffix(origin.hasSuffix(".yaml") || origin.hasSuffix(".yml") ? 2 : 1).first
            ?? "root"
        let slug = last.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
        return "\(path)/stores/\(String(slug.prefix(32)))-\(StableHash.hex(origin))"
    }
}
