import Testing

/// A declaration before which a macro complains, once.
struct Refusal: Sendable, CustomTestStringConvertible {
    var source: String
    var message: String
    /// Line and column within `source`, from 1.
    var line: Int
    var column: Int
    var severity = "error"
    /// The messages of the changes that are offered.
    var fixIts: [String] = []
    /// `source` with the changes, where that is to be checked.
    var fixed: String?

    /// The source in one line.
    var testDescription: String {
        source.split(separator: "\n").map { $0.drop { $0 == " " } }.joined(separator: " ")
    }

    /// A refused line in a structure with `@Generable`.
    static func property(
        _ body: String, _ message: String, column: Int, fixIts: [String] = [], fixed: String? = nil
    ) -> Refusal {
        func whole(_ body: String) -> String { "@Generable\nstruct T {\n    \(body)\n}" }
        return Refusal(
            source: whole(body), message: message, line: 3, column: column, fixIts: fixIts, fixed: fixed.map(whole))
    }

    /// A refused declaration below `@Tool`.
    static func tool(
        _ function: String, _ message: String, line: Int = 2, column: Int,
        attribute: String = "@Tool(description: \"x\")"
    ) -> Refusal {
        Refusal(source: "\(attribute)\n\(function)", message: message, line: line, column: column)
    }

    /// Checks what the macro says, that it says nothing else, and that it writes nothing.
    func check(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let output = try await Refusals.compilation.output()
        let region = try #require(
            Refusals.region(of: source), "Refusals.all lacks this case.", sourceLocation: sourceLocation)
        let said = output.complaints.filter { $0.file == region }
        try #require(
            said.count == 1, "The macro has \(said.count) messages. The compiler said:\n\(output.text)",
            sourceLocation: sourceLocation)
        #expect(said[0].message == message, sourceLocation: sourceLocation)
        #expect(said[0].severity == severity, sourceLocation: sourceLocation)
        #expect(said[0].line == line, sourceLocation: sourceLocation)
        #expect(said[0].column == column, sourceLocation: sourceLocation)
        // A fix-it may consist of several changes.
        let offered = said[0].fixIts.map(\.message).reduce(into: [String]()) { if $0.last != $1 { $0.append($1) } }
        #expect(offered == fixIts, sourceLocation: sourceLocation)
        if let fixed { #expect(applying(said[0].fixIts) == fixed, sourceLocation: sourceLocation) }

        let written = output.expansions.filter { $0.key.hasPrefix(Mangling.prefix(within: region)) }
        #expect(!written.isEmpty, "The macro was not expanded in \(region).", sourceLocation: sourceLocation)
        #expect(written.values.allSatisfy { $0.allSatisfy(\.isWhitespace) }, sourceLocation: sourceLocation)
    }

    private func applying(_ fixIts: [CompilerOutput.FixIt]) -> String {
        var lines = source.split(separator: "\n", omittingEmptySubsequences: false).map(Array.init)
        // From the last one on, so that the columns of the others stay right.
        for fixIt in fixIts.reversed() where lines.indices.contains(fixIt.line - 1) {
            let range = (fixIt.columns.lowerBound - 1)..<(fixIt.columns.upperBound - 1)
            guard range.upperBound <= lines[fixIt.line - 1].count else { continue }
            lines[fixIt.line - 1].replaceSubrange(range, with: fixIt.text)
        }
        return lines.map { String($0) }.joined(separator: "\n")
    }
}
