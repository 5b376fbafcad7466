import KapellCore
import KapellKnowledge
import Testing

@Suite("Lists are quoted whole")
struct ListReaderTests {
    private let text = """
        You must do one of the following:

        a) place the changes in public.

        b) use them at home only;
        and tell nobody.

        c) rename the program.

        Nobody else may do so. A later paragraph.

        | Class | Cover |
        | --- | --- |
        | Fire | EUR 5 |
        | Flood | EUR 6 |

        End.
        """

    private func span(_ part: String) throws -> ByteSpan {
        let bytes = Array(text.utf8)
        let wanted = Array(part.utf8)
        let start = try #require(bytes.indices.first { bytes[$0...].starts(with: wanted) })
        return ByteSpan(start: start, end: start + wanted.count)
    }

    private func quoted(_ found: ListReader.Found?) -> String? {
        found.map { String(decoding: Array(text.utf8)[$0.span.start..<$0.span.end], as: UTF8.self) }
    }

    @Test("A sentence that announces items brings them, and nothing behind them")
    func items() throws {
        let found = quoted(ListReader(text).list(at: try span("You must do one of the following:"), wantsAll: false))
        #expect(found?.hasPrefix("You must") == true)
        #expect(found?.contains("and tell nobody.") == true)
        #expect(found?.hasSuffix("c) rename the program.") == true)
    }

    @Test("An item brings its neighbours only where all are asked for")
    func neighbours() throws {
        let item = try span("a) place the changes in public.")
        #expect(ListReader(text).list(at: item, wantsAll: false) == nil)
        #expect(quoted(ListReader(text).list(at: item, wantsAll: true))?.hasSuffix("c) rename the program.") == true)
    }

    @Test("A row brings the rows of its table where all are asked for")
    func rows() throws {
        let found = quoted(ListReader(text).list(at: try span("| Fire | EUR 5 |"), wantsAll: true))
        #expect(found?.hasPrefix("| Class") == true)
        #expect(found?.hasSuffix("| Flood | EUR 6 |") == true)
    }

    @Test("A long list is cut at an item's end, and says so")
    func long() throws {
        let items = (1...400).map { "- item number \($0) of the list." }.joined(separator: "\n")
        let long = "They are:\n\(items)\n"
        let found = try #require(ListReader(long).list(at: ByteSpan(start: 0, end: 9), wantsAll: true))
        #expect(found.isCut)
        #expect(found.span.end - found.span.start <= ListReader.mostBytes)
        #expect(Array(long.utf8)[found.span.end - 1] == UInt8(ascii: "."))
    }

    @Test("A span outside the text, or a plain sentence, is no list")
    func none() throws {
        #expect(ListReader(text).list(at: ByteSpan(start: 5_000, end: 5_010), wantsAll: true) == nil)
        #expect(ListReader(text).list(at: try span("Nobody else may do so."), wantsAll: true) == nil)
    }
}
