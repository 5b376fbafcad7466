import KapellCore
import KapellJSON
import KapellPrompts
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Reads a text that stands for a file `test.prompt.md`.
func prompt(_ text: String, examples: String? = nil) throws -> Prompt {
    try PromptReader().read(Array(text.utf8), name: "test", file: "test.prompt.md") { (_) throws(KapellError) in
        guard let examples else { throw KapellError(.notFound, "There is no file of examples.") }
        return examples
    }
}

/// A prompt with this input and body.
func prompt(input: String, body: String, more: String = "") throws -> Prompt {
    try prompt("---\nformat: 1\ninput: \(input)\n\(more)\(more.isEmpty ? "" : "\n")---\n\(body)\n")
}

/// The error with which a text is refused.
func refusal(
    _ text: String, examples: String? = nil, sourceLocation: SourceLocation = #_sourceLocation
) -> KapellError {
    do {
        _ = try prompt(text, examples: examples)
        Issue.record("The file was accepted", sourceLocation: sourceLocation)
        return KapellError(.internalError, "")
    } catch {
        return KapellError.wrapping(error)
    }
}

/// A folder that goes when the value goes.
final class PromptFolder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/kapell-prompts-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ text: String, to name: String) throws { try write(Array(text.utf8), to: name) }

    func write(_ bytes: [UInt8], to name: String) throws {
        let file = URL(filePath: "\(path)/\(name)")
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
    }

    func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: "\(path)/\(name)") }

    func link(_ name: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(atPath: "\(path)/\(name)", withDestinationPath: target)
    }
}

/// A small prompt file.
let plain = "---\nformat: 1\ninput: {text: string}\n---\nSay it again: {{text}}\n"
