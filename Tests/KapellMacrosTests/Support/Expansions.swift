import Testing

/// Everything that has to be accepted, in one run of the compiler.
enum Expansions {
    static let cat = """
        @Generable(description: "A cat")
        public struct Cat {
            @Guide(description: "its name") public let name: String
            @Guide(.range(0...20)) var age: Int?
        }
        """

    static let mood = """
        @Generable
        enum Mood: String {
            case calm, wild = "very wild"
        }
        """

    static let stock = """
        /// How many are there.
        /// - Parameter article: its number
        @Tool
        public func stock(of article: String, at place: String = "main") async throws -> String { "" }
        """

    static let stop = """
        @Generable
        enum Stop {
            case walk(minutes: Int, along: String?)
            case meal(String)
            case rest
        }
        """

    static let guest = """
        @Generable(representNilExplicitlyInGeneratedContent: true)
        struct Guest {
            var seat: Int?
        }
        """

    static let entry = """
        extension SessionPropertyValues {
            @SessionPropertyEntry var chosen: String?
        }
        """

    private static let compilation = Compilation(
        source: (["import KapellFoundationModels"] + [cat, mood, stock, stop, guest, entry]).joined(separator: "\n\n")
            + "\n")

    /// Checks that the compiler accepts all of it, and what one macro makes of one declaration.
    static func expect(
        _ macro: String, as role: Mangling.Role, before declaration: String, property: String? = nil,
        writes expected: String, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let name = Mangling.name(of: macro, as: role, before: declaration, property: property)
        try await expect(name, expected, sourceLocation)
    }

    /// Checks what a macro makes of a property in an extension of a type of another module: one expansion has a name
    /// that holds the property's, and ends with the role.
    static func expect(
        as role: Mangling.Role, before property: String, writes expected: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let names = try await compilation.output().expansions.keys
        let name = names.first {
            $0.contains("E\(property.utf8.count)\(property)") && $0.hasSuffix("\(role.rawValue)_")
        }
        try await expect(name ?? "of \(property), \(role)", expected, sourceLocation)
    }

    private static func expect(
        _ name: String, _ expected: String, _ sourceLocation: SourceLocation
    ) async throws {
        let output = try await compilation.output()
        #expect(output.succeeded, "The compiler said:\n\(output.text)", sourceLocation: sourceLocation)
        let written = try #require(
            output.expansions[name], "There is no expansion \(name). The compiler said:\n\(output.text)",
            sourceLocation: sourceLocation)
        #expect(plain(written) == plain(expected), sourceLocation: sourceLocation)
    }

    /// Lines without what indents them, and without empty ones between.
    private static func plain(_ text: String) -> [String] {
        text.split(separator: "\n").map { line in
            let start = line.drop { $0 == " " || $0 == "\t" }
            return String(start.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
        }.filter { !$0.isEmpty }
    }
}
