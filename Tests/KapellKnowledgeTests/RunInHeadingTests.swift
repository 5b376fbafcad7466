import KapellKnowledge
import Testing

@Suite("Headings in the line of their clause")
struct RunInHeadingTests {
    /// The heading of each sentence; a `/` begins a paragraph.
    private func headings(_ sentences: String...) -> [String] {
        var reader = RunInHeading()
        return sentences.enumerated().map { index, sentence in
            let isOpening = index == 0 || sentence.hasPrefix("/")
            return reader.heading(of: sentence.replacing("/", with: ""), isOpening: isOpening)
        }
    }

    @Test("A numbered title stands above the sentences of its clause, and above no others")
    func numbered() {
        #expect(
            headings(
                "2.4 Night allowance.", "Work carries an allowance.", "It is paid monthly.", "2.5 Overtime.",
                "It is agreed first.", "2.6 Salaries are paid monthly.", "Nothing else is due.")
                == ["", "Night allowance", "Night allowance", "", "Overtime", "", ""])
    }

    @Test("A title without a number opens a paragraph, and ends with it")
    func plain() {
        #expect(
            headings("Governing Law.", "Oregon law governs.", "/Rent is due monthly.", "Late. It was.")
                == ["", "Governing Law", "", ""])
        #expect(headings("/**Term.**", "It lasts a year.") == ["", "Term"])
        #expect(headings("(b) Set-off –", "None is allowed.") == ["", "Set-off"])
    }

    @Test("A short sentence is no title")
    func sentences() {
        #expect(headings("Rent is due.", "It is paid monthly.") == ["", ""])
        #expect(headings("Yes.", "They are.") == ["", ""])
        #expect(headings("The parties have agreed on all of the following things.", "It is so.") == ["", ""])
        #expect(headings("", "…", "2.", ".") == ["", "", "", ""])
    }
}
