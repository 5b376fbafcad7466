import KapellCore
import KapellServer
import KapellStore

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The lines that were typed, kept for the next conversation in a file that nobody else may read.
struct ChatHistory {
    private let path: String

    init(home: KapellHome) { path = "\(home.path)/chat-history" }

    var lines: [String] {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return [] }
        return text.split(separator: "\n").map { String($0).replacing("\u{2028}", with: "\n") }
    }

    /// What cannot be kept is not worth an error.
    func keep(_ lines: [String]) {
        let text = lines.map { $0.replacing("\n", with: "\u{2028}") + "\n" }.joined()
        try? WholeFile.write(Array(text.utf8), to: path, mode: 0o600)
    }
}
