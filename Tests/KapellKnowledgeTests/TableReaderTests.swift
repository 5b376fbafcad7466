import KapellKnowledge
import Testing

@Suite("Rows of tables")
struct TableReaderTests {
    private func lines(_ sentences: [String]) -> [TableReader.Line] {
        var reader = TableReader()
        return sentences.map { reader.read($0) }
    }

    @Test("A row is read under the first row of its table, if that has no numbers")
    func heads() {
        #expect(
            lines(["Role       Day rate", "Engineer   EUR 900", "Tester     EUR 700", "All rates are net."]) == [
                .head, .row(head: "Role Day rate"), .row(head: "Role Day rate"), .text,
            ])
        #expect(lines(["1   Leeds   12", "2   Hull   40"]) == [.row(head: ""), .row(head: "")])
    }

    @Test("The line below a Markdown table's head is a rule; text between tables ends the head")
    func markdown() {
        #expect(
            lines(["| Site | People |", "| --- | ---: |", "| Leeds | 12 |", "Text.", "| Hull | 40 |"]) == [
                .head, .rule, .row(head: "| Site | People |"), .text, .row(head: ""),
            ])
    }

    @Test("Two spaces behind a full stop, an indented line, and nothing at all, are no table")
    func text() {
        #expect(
            lines(["It ends.  It begins.", "", "One  two;", "wrapped\n    and indented"]) == [
                .text, .text, .text, .text,
            ])
    }
}
