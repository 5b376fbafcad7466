import KapellCore
import KapellDocuments
import Testing

@Suite("Source code and reStructuredText")
struct CodeTests {
    @Test("Source code is the file, with its language and its declarations")
    func code() async throws {
        let text = """
            // A comment: class Nothing
            public struct Lock: Sendable {
                private func open(_ gate: Int) -> Bool { true }
                var isOpen = false
            }

            func main() {
                let functional = 1
            }
            """
        let document = try await DocumentExtractor().extract(Array(text.utf8), name: "Sources/lock.swift")
        #expect(document.text == text)
        #expect(document.kind.rawValue == "code" && document.language == "swift")
        #expect(
            document.headings.map { "\($0.level) \($0.title)" } == [
                "1 struct Lock: Sendable", "2 func open(_ gate: Int) -> Bool", "1 func main()",
            ])
        let python = try await DocumentExtractor().extract(
            Array("import os\n\nclass A(B):\n    async def go(self):\n        pass\n".utf8), name: "a.py")
        #expect(python.headings.map { "\($0.level) \($0.title)" } == ["1 class A(B)", "2 def go(self)"])
    }

    @Test("The levels of reStructuredText are the styles of its underlines in their order")
    func restructured() async throws {
        let text = """
            ==============
            :mod:`glob` up
            ==============

            Intro.

            First
            -----

            .. note::

               A note.

            ======  =====
            Month   Rain
            ======  =====
            May     55
            ======  =====

            Deeper *still*
            ~~~~~~~~~~~~~~

            Second
            ------
            Too long a title for its line
            ----

            """
        let document = try await DocumentExtractor().extract(Array(text.utf8), name: "a.rst")
        #expect(document.text == text)
        #expect(document.kind.rawValue == "rst")
        #expect(
            document.headings.map { "\($0.level) \($0.title)" } == [
                "1 glob up", "2 First", "3 Deeper *still*", "2 Second",
            ])
        #expect(document.text(document.headings[1].span) == "First\n-----")
    }
}
