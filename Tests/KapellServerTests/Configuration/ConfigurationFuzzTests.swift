import KapellCore
import KapellServer
import KapellTesting
import Testing

@Suite("Random files")
struct ConfigurationFuzzTests {
    static let pieces: [String] = [
        "version: 1\n", "\n", "\n  ", "\n    ", "- ", ": ", "? ", "{", "}", "[", "]", ", ", "\"", "'", "|\n", ">\n",
        "&a ",
        "*a", "!t ", "!!str ", "# x\n", "---\n", "...\n", "%YAML 1.1\n", "\t", "\r\n", "${A}", "${B:-7}", "${", "$$",
        "server", "port", "host", "knowledge", "sources", "models", "default", "local/x", "include", "stores", "path",
        "limits", "chunk", "providers", "aliases", "openai", "openai/a", "kind", "key", "headers", "url", "http://a",
        "true", "64MB", "7272", "~", "null", "0x1F", "-1", "1e9", "é", "\u{FEFF}", "\u{2028}", "\0", "<<",
    ]

    private func check(_ bytes: [UInt8]) {
        do {
            _ = try KapellConfiguration.load(
                bytes: bytes, path: "/nowhere/kapell.yaml", environment: ["A": "hunter2"])
        } catch {
            #expect(!error.issues.isEmpty)
            for issue in error.issues {
                #expect(issue.line >= 1 && issue.column >= 1)
                #expect(!issue.message.isEmpty && !issue.remedy.isEmpty)
                #expect(!issue.description.contains("hunter2"))
                #expect(!issue.message.unicodeScalars.contains { $0.value < 0x20 })
            }
            #expect(error.kapellError.message.hasPrefix("/nowhere/kapell.yaml:"))
        }
    }

    /// Runs `body` with seeded generators, at most 3000 times and at most two thirds of a second.
    private func run(_ body: (inout SeededGenerator) -> Void) {
        let end = ContinuousClock.now + .milliseconds(650)
        for seed in 0..<3000 where ContinuousClock.now < end {
            var generator = SeededGenerator(UInt64(seed) &* 0x1234_5678_9ABC_DEF1)
            body(&generator)
        }
    }

    @Test("Random bytes give a configuration or issues, never a crash")
    func bytes() {
        run { generator in
            check((0..<Int.random(in: 0...200, using: &generator)).map { _ in .random(in: 0...255, using: &generator) })
        }
    }

    @Test("Random pieces of YAML give a configuration or issues, never a crash")
    func pieces() {
        run { generator in
            let count = Int.random(in: 0...60, using: &generator)
            let text = (0..<count).map { _ in Self.pieces[Int.random(in: 0..<Self.pieces.count, using: &generator)] }
            check(Array(text.joined().utf8))
        }
    }

    @Test("A correct file with random changes gives a configuration or issues, never a crash")
    func mutations() {
        let correct = Array(KapellConfiguration.template.utf8)
        run { generator in
            var bytes = correct
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                let index = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0...3, using: &generator) {
                case 0: bytes[index] = .random(in: 0...255, using: &generator)
                case 1: bytes.remove(at: index)
                case 2: bytes.insert(contentsOf: Self.pieces[index % Self.pieces.count].utf8, at: index)
                default: bytes.removeSubrange(index..<min(index + 9, bytes.count))
                }
                if bytes.isEmpty { bytes = correct }
            }
            check(bytes)
        }
    }
}
