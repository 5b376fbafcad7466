import KapellLexical
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The stemmers against what `Tests/Stemmers/run` had Snowball's own program make of many words.
@Suite(.enabled(if: stemFolder != nil)) struct StemmerComparison {
    @Test(arguments: LexicalLanguage.allCases.filter { $0 != .none })
    func `every word has the stem that Snowball gives it`(language: LexicalLanguage) throws {
        let path = try #require(stemFolder) + "/\(language.rawValue).txt"
        let lines = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self).split(separator: "\n")
        var wrong: [String] = []
        for line in lines {
            let pair = line.split(separator: " ", omittingEmptySubsequences: false)
            let stem = LexicalStemmer.stem(String(pair[0]), language: language)
            if pair.count != 2 || stem.unicodeScalars.elementsEqual(pair[1].unicodeScalars) == false {
                wrong.append("\(line), ours \(stem)")
            }
        }
        #expect(wrong.isEmpty, "\(wrong.count) of \(lines.count): \(wrong.prefix(20))")
        #expect(lines.count > 10_000)
    }
}

private let stemFolder = ProcessInfo.processInfo.environment["KAPELL_STEMS"]
