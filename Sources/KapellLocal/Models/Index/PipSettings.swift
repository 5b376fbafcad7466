package import KapellCore
import Subprocess

/// What the user's own pip knows about package indexes.
///
/// The address of PyPI is not written in this program: it is the one that this machine's pip would use, so that a
/// mirror or a proxy that is set up for pip serves here too.
package struct PipSettings: Sendable {
    private let environment: [String: String]
    private let help: @Sendable () async throws(KapellError) -> String

    /// Reads `PIP_INDEX_URL`, `PIP_NO_INDEX` and `PIP_FIND_LINKS` from `environment`, and asks this machine's pip.
    package init(environment: [String: String]) {
        self.init(environment: environment) { () async throws(KapellError) in try await Self.runHelp() }
    }

    /// - Parameter help: yields the text of `python3 -m pip download --help`.
    package init(
        environment: [String: String], help: @escaping @Sendable () async throws(KapellError) -> String
    ) {
        self.environment = environment
        self.help = help
    }

    /// The folders of `PIP_FIND_LINKS`; entries that are addresses of pages are left out.
    package var folders: [String] {
        (environment["PIP_FIND_LINKS"] ?? "").split(separator: " ").compactMap { entry in
            if entry.hasPrefix("file://") { return String(entry.dropFirst(7)) }
            return entry.contains("://") ? nil : String(entry)
        }
    }

    /// The address of the index, without a slash at its end.
    ///
    /// `PIP_INDEX_URL` first, else the default that `pip download --help` prints, which takes pip's own configuration
    /// into account. Fails with `.configuration` when there is no pip or an index is forbidden.
    package func indexAddress() async throws(KapellError) -> String {
        let flag = (environment["PIP_NO_INDEX"] ?? "").lowercased()
        guard flag.isEmpty || ["0", "false", "no", "off"].contains(flag) else {
            throw KapellError(
                .configuration, "PIP_NO_INDEX forbids asking a package index.",
                remedy: "Unset it, or put the wheel into a folder that PIP_FIND_LINKS names.")
        }
        if let address = environment["PIP_INDEX_URL"], !address.isEmpty {
            return Self.trimmed(address)
        }
        guard let address = Self.defaultIndex(inHelp: try await help()) else {
            throw KapellError(
                .configuration, "The help of pip does not tell its package index.",
                remedy: "Set PIP_INDEX_URL to the address of your package index.")
        }
        return Self.trimmed(address)
    }

    private static func trimmed(_ address: String) -> String {
        var address = address[...]
        while address.hasSuffix("/") { address.removeLast() }
        return String(address)
    }

    /// Takes the address out of `--index-url <url>  Base URL … (default ADDRESS).`, however its lines are broken.
    static func defaultIndex(inHelp text: String) -> String? {
        let words = text.split { $0.isWhitespace }
        guard let option = words.firstIndex(where: { $0.hasPrefix("--index-url") }) else { return nil }
        let rest = words[(option + 1)...].prefix { !$0.hasPrefix("--") }
        guard let mark = rest.firstIndex(of: "(default"), mark + 1 < rest.endIndex else { return nil }
        let address = rest[mark + 1].prefix { $0 != ")" }
        return address.contains("://") ? String(address) : nil
    }

    /// Runs `python3 -m pip download --help`, at most 30 seconds.
    @concurrent
    package static func runHelp() async throws(KapellError) -> String {
        let missing = KapellError(
            .configuration, "pip is not on this machine, so the package index is not known.",
            remedy: "Install it (Debian: apt-get install python3-pip), or set PIP_INDEX_URL.")
        do {
            let text = try await withThrowingTaskGroup(of: String?.self) { group in
                group.addTask {
                    let result = try await Subprocess.run(
                        .name("python3"), arguments: ["-m", "pip", "download", "--help"],
                        environment: .inherit.updating(["COLUMNS": "500", "NO_COLOR": "1"]),
                        output: .string(limit: 1 << 20), error: .discarded)
                    return result.terminationStatus.isSuccess ? result.standardOutput : nil
                }
                group.addTask {
                    try await Task.sleep(for: .seconds(30))
                    return nil
                }
                defer { group.cancelAll() }
                return try await group.next() ?? nil
            }
            guard let text else { throw missing }
            return text
        } catch is CancellationError {
            throw KapellError(.cancelled, "Asking pip for its package index was cancelled.")
        } catch {
            throw missing
        }
    }
}
