/// What `swiftc -diagnostic-style llvm -dump-macro-expansions` printed.
struct CompilerOutput: Sendable {
    /// A replacement that the compiler offers, within one line.
    struct FixIt: Equatable, Sendable {
        var message: String
        /// Line and columns count from 1.
        var line: Int
        var columns: Range<Int>
        var text: String
    }

    /// A message of a macro. What the compiler says by itself is not among them.
    struct Complaint: Sendable {
        /// The file, or what `#sourceLocation` calls it.
        var file: String
        var line: Int
        var column: Int
        /// `error` or `warning`.
        var severity: String
        var message: String
        var fixIts: [FixIt] = []
    }

    /// Everything, as it was printed.
    let text: String
    /// Whether the source was accepted.
    let succeeded: Bool
    private(set) var complaints: [Complaint] = []
    /// The text that each macro made, by the mangled name of the use; see ``Mangling``.
    private(set) var expansions: [String: String] = [:]

    init(text: String, succeeded: Bool) {
        self.text = text
        self.succeeded = succeeded
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        var next = 0
        /// Notes of the compiler's own messages are not fix-its of a macro.
        var isOfMacro = false
        while next < lines.count {
            let line = lines[next]
            next += 1
            if line.hasPrefix("@__swiftmacro_"), next < lines.count, Self.isRule(lines[next]) {
                let content = lines[(next + 1)...].prefix { !Self.isRule($0) }
                let name = line.dropFirst("@__swiftmacro_".count).dropLast(".swift".count)
                expansions[String(name)] = content.joined(separator: "\n")
                next = content.endIndex + 1
            } else if let message = Self.message(line) {
                if message.severity != "note" {
                    isOfMacro = message.isOfMacro
                    if isOfMacro { complaints.append(message.complaint) }
                } else if isOfMacro, !complaints.isEmpty, next + 2 < lines.count {
                    complaints[complaints.count - 1].fixIts += Self.fixIts(
                        message.complaint, marks: Array(lines[next + 1]), replacements: Array(lines[next + 2]))
                }
            }
        }
    }

    private static func isRule(_ line: String) -> Bool { line.count >= 20 && line.allSatisfy { $0 == "-" } }

    /// Reads `file:line:column: severity: message (from macro 'Name')`.
    private static func message(_ line: String) -> (complaint: Complaint, severity: String, isOfMacro: Bool)? {
        let parts = line.split(separator: ":", maxSplits: 4, omittingEmptySubsequences: false)
        guard parts.count == 5, let number = Int(parts[1]), let column = Int(parts[2]) else { return nil }
        let severity = parts[3].drop { $0 == " " }
        guard ["error", "warning", "note"].contains(severity) else { return nil }
        var text = parts[4].drop { $0 == " " }
        let origin = text.firstRange(of: " (from macro '")
        if let origin { text = text[..<origin.lowerBound] }
        let complaint = Complaint(
            file: String(parts[0]), line: number, column: column, severity: String(severity), message: String(text))
        return (complaint, String(severity), origin != nil)
    }

    /// Reads the two lines below the source line of a note: under the source the marks `~` and `^` of what goes, and
    /// under the first mark of a change what comes instead. Where nothing stands under a mark, nothing comes.
    private static func fixIts(_ note: Complaint, marks: [Character], replacements: [Character]) -> [FixIt] {
        guard replacements.contains(where: { $0 != " " }) else { return [] }
        func change(_ columns: Range<Int>, _ text: String) -> FixIt {
            FixIt(
                message: note.message, line: note.line, columns: columns.lowerBound + 1..<columns.upperBound + 1,
                text: text)
        }
        var fixIts: [FixIt] = []
        var next = 0
        while let start = marks[next...].firstIndex(where: { $0 != " " }) {
            let end = marks[start...].firstIndex(of: " ") ?? marks.endIndex
            let following = marks[end...].firstIndex { $0 != " " } ?? Int.max
            next = end
            let texts = replacements.indices.clamped(to: start..<end)
            guard let text = texts.first(where: { replacements[$0] != " " }) else {
                // A mark `^` alone is the place of the message.
                if marks[start..<end].contains("~") { fixIts.append(change(start..<end, "")) }
                continue
            }
            if text > start { fixIts.append(change(start..<text, "")) }
            let content = String(replacements[text..<min(following, replacements.count)])
            fixIts.append(change(text..<end, String(content.reversed().drop { $0 == " " }.reversed())))
        }
        return fixIts
    }
}
