import KapellChatTemplates
import KapellCore
import KapellJSON
import Testing

@Suite("The language of chat templates, against what jinja2 prints") struct JinjaLanguageTests {
    /// 5 March 2026, 14:07:09.
    private static let now = Timestamp(nanoseconds: 1_772_719_629_000_000_000)

    @Test("White space is removed where jinja2 removes it", arguments: JinjaSample.whitespace)
    func whitespace(_ sample: JinjaSample) throws { try check(sample) }

    @Test("Expressions have Python's values", arguments: JinjaSample.expressions)
    func expressions(_ sample: JinjaSample) throws { try check(sample) }

    @Test("Statements do what jinja2's do", arguments: JinjaSample.statements)
    func statements(_ sample: JinjaSample) throws { try check(sample) }

    @Test("Filters give what jinja2's give", arguments: JinjaSample.filters)
    func filters(_ sample: JinjaSample) throws { try check(sample) }

    @Test("Methods, functions and tests give what Python's give", arguments: JinjaSample.methods)
    func methods(_ sample: JinjaSample) throws { try check(sample) }

    private func check(_ sample: JinjaSample) throws {
        let values = try #require(try JSONValue(parsing: sample.values).objectValue)
        do throws(KapellError) {
            let text = try JinjaTemplate(sample.source).render(values, now: Self.now)
            #expect(sample.text.map { text.utf8.elementsEqual($0.utf8) } == true, "ours: \(text)")
        } catch {
            #expect(sample.text == nil, "ours: \(error)")
            #expect(error.message.contains("line ") || error.message.contains("refuses"), "\(error)")
        }
    }
}
