import KapellLocal
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The tokens of the vocabularies that llama.cpp's source carries, against the outputs beside them. See `Tests/Tokens/run`.
@Suite("The vocabularies of llama.cpp's source", .enabled(if: vocabularies != nil))
struct VocabularyComparison {
    @Test("Every text has the tokens that are expected, and the tokens their text")
    func tokens() async throws {
        let folder = try #require(vocabularies)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".gguf.inp") }
        var compared = 0
        for name in names.sorted() {
            let model = "\(folder)/\(name.dropLast(4))"
            guard FileManager.default.fileExists(atPath: model) else { continue }
            let tokenizer = try LocalTokenizer(path: model)
            let texts = try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
                .components(separatedBy: "\n__ggml_vocab_test__\n")
            let expected = try String(contentsOfFile: "\(model).out", encoding: .utf8)
                .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            for (text, line) in zip(texts, expected) {
                let tokens = try await tokenizer.tokenize(text)
                #expect(
                    tokens == line.split(separator: " ").compactMap { Int32($0) }, "\(name): \(text.debugDescription)")
                compared += 1
            }
        }
        #expect(compared > 500)
    }
}

private let vocabularies = ProcessInfo.processInfo.environment["KAPELL_VOCABULARIES"]
