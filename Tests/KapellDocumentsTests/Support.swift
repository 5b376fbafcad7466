import KapellCore
import KapellDocuments
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The files beside the tests.
enum Fixtures {
    static func bytes(_ name: String) throws -> [UInt8] {
        let folder = String(#filePath).split(separator: "/").dropLast().joined(separator: "/")
        return Array(try Data(contentsOf: URL(filePath: "/\(folder)/Fixtures/\(name)")))
    }

    /// A document of the legal example.
    static func example(_ name: String) throws -> [UInt8] {
        let root = String(#filePath).split(separator: "/").dropLast(3).joined(separator: "/")
        return Array(try Data(contentsOf: URL(filePath: "/\(root)/Examples/LegalAnalyzer/documents/\(name)")))
    }

    static func extract(_ name: String) async throws -> ExtractedDocument {
        try await DocumentExtractor().extract(bytes(name), name: name)
    }
}

/// The error of an extraction that must fail.
func failure(_ text: String, name: String, _ extractor: DocumentExtractor? = nil) async throws -> KapellError {
    try await failure(Array(text.utf8), name: name, extractor)
}

func failure(_ bytes: [UInt8], name: String, _ extractor: DocumentExtractor? = nil) async throws -> KapellError {
    let extractor = try extractor ?? DocumentExtractor()
    do {
        let document = try await extractor.extract(bytes, name: name)
        Issue.record("\(name) was read: \(document.text.prefix(80))")
        return KapellError(.internalError, "no error")
    } catch {
        return error
    }
}

extension ExtractedDocument {
    /// The text of a span.
    func text(_ span: ByteSpan) -> String {
        String(decoding: Array(text.utf8)[span.start..<span.end], as: UTF8.self)
    }

    /// The text of a page.
    func text(page: Int) -> String { text(pages[page - 1].span) }

    /// The page on which a piece of the text begins.
    func page(of piece: String) -> Int? {
        guard let range = text.firstRange(of: piece) else { return nil }
        return page(at: text.utf8.distance(from: text.utf8.startIndex, to: range.lowerBound))
    }
}

/// Running programs, as the kernel lists them.
enum Processes {
    /// Processes with `text` on their command line.
    static func count(with text: String) -> Int {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.count { name in
            guard Int(name) != nil, let data = try? Data(contentsOf: URL(filePath: "/proc/\(name)/cmdline")) else {
                return false
            }
            return String(decoding: data, as: UTF8.self).contains(text)
        }
    }
}
