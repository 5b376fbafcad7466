import KapellJSON
import KapellPrompts
import Testing

@Suite("Texts with values") struct ValueTemplateTests {
    /// Standalone lines as the specification of Mustache has them: sections, inverted sections, comments.
    static let lines: [(template: String, shown: String)] = [
        ("a\n{{#l}}\n- {{.}}\n{{/l}}\nb", "a\n- 1\n- 2\nb"),
        ("  {{#l}}  \n{{.}}\n\t{{/l}}\nend", "1\n2\nend"),
        ("{{#l}}\r\n{{.}}\r\n{{/l}}\r\nend", "1\r\n2\r\nend"),
        ("{{#l}}\n{{.}}\n{{/l}}", "1\n2\n"),
        ("a\n{{^none}}\nempty\n{{/none}}\nb", "a\nempty\nb"),
        ("a\n{{#none}}\nx\n{{/none}}\nb", "a\nb"),
        ("a\n{{! of two\nlines }}\nb", "a\nb"),
        ("{{! c }}", ""), ("a {{! c }}\nb", "a \nb"),
        ("{{#o}}\n{{#l}}\n{{.}}{{^last()}},{{/last()}}\n{{/l}}\n{{/o}}\n", "1,\n2\n"),
        ("x {{#l}}{{.}}{{/l}} y", "x 12 y"), ("{{#l}} {{/l}}\nb", "  \nb"),
        ("{{#l}}\n{{/l}}", ""), ("{{#l}}{{.}}\n{{/l}}end", "1\n2\nend"),
        ("a\n{{o}}\nb", "a\n{\"l\":[1,2]}\nb"), ("{{#l}}\n\n{{.}}\n{{/l}}\n", "\n1\n\n2\n"),
    ]

    @Test("A tag of a section or a comment alone on its line leaves no line behind", arguments: lines)
    func standalone(template: String, shown: String) throws {
        let values: JSONObject = ["l": [1, 2], "o": ["l": [1, 2]], "none": nil]
        #expect(try ValueTemplate(template, name: "t").rendered(values) == shown)
    }

    @Test("A template that is one tag keeps the kind of its value") func kinds() throws {
        for (name, value) in [("n", 3), ("l", [1]), ("missing", nil)] as [(String, JSONValue)] {
            #expect(try ValueTemplate("{{\(name)}}", name: "t").value(["n": 3, "l": [1]]) == value)
        }
    }
}
