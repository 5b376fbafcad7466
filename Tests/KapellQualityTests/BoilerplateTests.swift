import KapellCore
import KapellQuality
import Testing

@Suite("Boilerplate")
struct BoilerplateTests {
    private func page(_ number: Int) -> String {
        """
        The Example Company – Handbook
        Home | Products | Contact
        \(Samples.words(12, seed: UInt64(number)).joined(separator: " "))
        Page \(number) of 12
        All rights reserved by the Example Company and its partners.
        """
    }

    @Test("Lines of most documents count, whatever their numbers; those of one do not")
    func share() {
        var survey = BoilerplateSurvey()
        let marks = (0..<8).map { LineMarks(page($0)) }
        for mark in marks { survey.add(mark) }
        let alone = LineMarks(Samples.words(80, seed: 99).joined(separator: "\n"))
        survey.add(alone)
        #expect(survey.share(of: alone) == 0)
        for mark in marks {
            let share = survey.share(of: mark)
            #expect((0.5...0.95).contains(share), "\(share)")
            #expect(BoilerplateSurvey.finding(share)?.code == .boilerplate)
        }
        #expect(BoilerplateSurvey.finding(0.1) == nil)
    }

    @Test("A share is what was made: lines of a known length")
    func exact() {
        var survey = BoilerplateSurvey()
        for number in 0..<6 { survey.add(LineMarks("abcdefghij\n\(Samples.words(1, seed: UInt64(number))[0])xyzu")) }
        // Ten signs of twenty.
        #expect(survey.share(of: LineMarks("abcd efghij\nklmnopqrst")) == 0.5)
        #expect(survey.share(of: LineMarks("ABCDEFGHIJ\n  abcdefghij ")) == 1)
        #expect(survey.share(of: LineMarks("")) == 0)
    }

    @Test("Of few documents nothing is said")
    func few() {
        var survey = BoilerplateSurvey()
        for number in 0..<4 { survey.add(LineMarks(page(number))) }
        #expect(survey.share(of: LineMarks(page(1))) == 0)
    }

    @Test("Of a long text the ends are kept, in bounded room")
    func ends() {
        let lines = (0..<20_000).map { "line \(String($0, radix: 36)) of the text" }
        let marks = LineMarks(lines.joined(separator: "\n"))
        #expect(marks.lines.count <= 2 * LineMarks.mostLines)
        let first = LineMarks(lines[5]).lines[0].hash
        let last = LineMarks(lines[19_990]).lines[0].hash
        #expect(marks.lines.contains { $0.hash == first })
        #expect(marks.lines.contains { $0.hash == last })
    }
}
