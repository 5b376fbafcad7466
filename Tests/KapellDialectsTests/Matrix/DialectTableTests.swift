import KapellCore
import KapellDialects
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The second part of `Documentation/Dialects.md` is made of what the dialects do. With `KAPELL_WRITE_DIALECTS=1` in the environment this test
/// writes it.
@Suite("The table of dialects") struct DialectTableTests {
    private static let dialects = DialectMatrixTests.dialects
    private static let features: [(title: String, request: ModelRequest, isThere: @Sendable (ModelRequest) -> Bool)] = [
        ("Words, whole and streamed", words, { $0.messages.map(\.content) == words.messages.map(\.content) }),
        (
            "Tools, parallel calls and their results", Samples.tools,
            { $0.tools.count == 1 && $0.messages.last?.role == .tool }
        ),
        ("Structured output", Samples.schema, { $0.responseSchema != nil }),
        ("Images", Samples.image, { $0.messages.contains { !$0.attachments.isEmpty } }),
        ("Stop texts", Samples.words, { $0.stop == ["END"] }),
    ]

    private static let words: ModelRequest = {
        var request = Samples.words
        request.stop = []
        return request
    }()

    private static func cell(_ client: Int, _ provider: Int, _ feature: Int) throws -> String {
        let (_, request, isThere) = features[feature]
        do {
            let at = try DialectMatrixTests.arrived(request, from: dialects[client], to: dialects[provider])
            return isThere(at.request) && !at.losses.contains { $0.kind == .dropped } ? "yes" : "named"
        } catch let error as KapellError where error.code == .unsupported {
            return "refused"
        }
    }

    /// What is before it is written by the tests of the server.
    private static let mark = "<!-- Below: Tests/KapellDialectsTests/Matrix -->"

    private static func page() throws -> String {
        var page = """
            \(mark)
            # What of a request reaches a provider

            The same for dialects alone, provider by dialect. Made by `Tests/KapellDialectsTests/Matrix`, which also sends \
            answers back through each pair, whole and streamed: texts, parallel calls and usage always arrive.

            """
        let names = dialects.map(\.name.rawValue)
        for (place, feature) in features.enumerated() {
            page += "\n## \(feature.title)\n\n| client | \(names.joined(separator: " | ")) |\n"
            page += "|---|\(String(repeating: "---|", count: names.count))\n"
            for client in dialects.indices {
                let cells = try dialects.indices.map { try cell(client, $0, place) }
                page += "| \(names[client]) | \(cells.joined(separator: " | ")) |\n"
            }
        }
        return page
    }

    @Test("Documentation/Dialects.md says what the dialects do") func table() throws {
        let root = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
        let path = "/\(root)/Documentation/Dialects.md"
        let page = try Self.page()
        let before = try String(contentsOfFile: path, encoding: .utf8)
        let start = before.firstRange(of: Self.mark).map { String(before[..<$0.lowerBound]) } ?? before
        if ProcessInfo.processInfo.environment["KAPELL_WRITE_DIALECTS"] == "1" {
            try (start + page).write(toFile: path, atomically: true, encoding: .utf8)
        }
        let now = try String(contentsOfFile: path, encoding: .utf8)
        #expect(now == start + page, "KAPELL_WRITE_DIALECTS=1 writes it anew")
    }
}
