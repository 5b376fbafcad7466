import KapellChatTemplates
import KapellCore
import KapellJSON
import Testing

@Suite("Any text as a template, and as a model's answer") struct FuzzTests {
    private static let pieces = [
        "{{", "}}", "{%", "%}", "{#", "#}", "{%-", "-%}", "{% if x %}", "{% endif %}", "{% for i in l %}",
        "{% endfor %}",
        "{% set x = x ~ x %}", "{% set ns.x = [ns.x] %}", "{% macro f(a) %}", "{% endmacro %}", "f(f)", "(", ")", "[",
        "]",
        "{", "}", "|", ".", ",", "'", "\"", "not ", " is ", " in ", " if ", " else ", "**", "//", "%", "loop(l)",
        "l[::-1]",
        "range(99999)", "| tojson", "| map('upper')", "| join", "x.append(x)", "é", "\u{0}", "\n", "\\",
        "* 99999999999", "9",
        "{% raw %}", "{% call f() %}", "{% break %}", "namespace(", "'%s' % x", ".format(", "| indent(99999999)",
        "| sort",
    ]
    private static let values: JSONObject = [
        "l": [1, "b", [2, 3], ["k": "v"], .null, 1.5], "x": "text", "messages": [["role": "user", "content": "Hi"]],
    ]

    @Test("A template is read or refused, renders or is refused, and soon") func templates() {
        var random = SplitMix64(seed: 2_026)
        let sources =
            (JinjaSample.statements + JinjaSample.filters + JinjaSample.methods + JinjaSample.expressions).map(\.source)
        var limits = JinjaLimits()
        limits.steps = 20_000
        limits.workBytes = 4 << 20
        limits.outputBytes = 1 << 20
        let clock = ContinuousClock()
        let end = clock.now + .milliseconds(1_500)
        var (rendered, refused) = (0, 0)
        while clock.now < end {
            var scalars = Array((sources.randomElement(using: &random) ?? "").unicodeScalars)
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let place = Int.random(in: 0...scalars.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: scalars.removeSubrange(place..<min(scalars.count, place + 4))
                case 1: scalars.insert(contentsOf: scalars[place..<min(scalars.count, place + 12)], at: place)
                default:
                    scalars.insert(
                        contentsOf: (Self.pieces.randomElement(using: &random) ?? "").unicodeScalars, at: place)
                }
            }
            var source = String.UnicodeScalarView()
            source.append(contentsOf: scalars)
            let began = clock.now
            do throws(KapellError) {
                _ = try JinjaTemplate(String(source), limits: limits).render(Self.values)
                rendered += 1
            } catch {
                refused += 1
                #expect([.unsupported, .invalidRequest, .limitExceeded].contains(error.code), "\(error)")
            }
            #expect(clock.now - began < .seconds(2), "\(String(source))")
        }
        #expect(rendered > 20 && refused > 20)
    }

    @Test(
        "What would run or grow without end is stopped",
        arguments: [
            "{% for a in range(99999) %}{% for b in range(99999) %}{{ a }}{% endfor %}{% endfor %}",
            "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
            "{% set ns = namespace(s='x') %}{% for i in range(99) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}",
            "{% set ns = namespace(s=[]) %}{% for i in range(9999) %}{% set ns.s = [ns.s] %}{% endfor %}",
            "{% set ns = namespace(s=[1]) %}{% for i in range(99) %}{% set ns.s = ns.s + ns.s %}{% endfor %}",
            "{{ 'x' * 99999999999 }}", "{{ [1] * 99999999999 }}", "{{ 'x' | indent(99999999999) }}", "{{ 9 ** 99 }}",
            "{{ 'x' | center(9999999999) }}", "{{ range(1000000) }}", "{{ 'x'.ljust(9999999999) }}",
            "{% set l = [] %}{% set _ = l.append(l) %}{{ l }}",
            "{% set l = [] %}{% set _ = l.append(l) %}{{ l | tojson }}",
            "{% set n = namespace() %}{% set n.n = n %}{{ n }}", "{{ ('x' * 99999) | replace('', 'y' * 99999) }}",
            "{% for i in [1] recursive %}{{ loop([1]) }}{% endfor %}",
            "{% set l = [] %}{% for i in range(9999) %}{% for j in range(9999) %}{% set _ = l.append('xxxxxxxx') %}{% endfor %}{% endfor %}",
        ]) func bounded(_ source: String)
    {
        var limits = JinjaLimits()
        limits.steps = 300_000
        limits.workBytes = 32 << 20
        do throws(KapellError) {
            let text = try JinjaTemplate(source, limits: limits).render([:])
            Issue.record("It gave \(text.utf8.count) bytes.")
        } catch {
            #expect(error.code == .limitExceeded && !error.isRetryable, "\(error)")
        }
    }

    @Test(
        "Depth in the source is refused",
        arguments: [
            ("(", "1", ")"), ("[", "1", "]"), ("not ", "1", ""), ("-", "1", ""), ("{1:", "1", "}"), ("f(", "1", ")"),
            ("1 if 1 else ", "1", ""), ("1 + (", "1", ")"), ("x[", "1", "]"), ("1 is eq (", "1", ")"),
        ]) func deep(_ part: (String, String, String))
    {
        for count in [1_000, 20_000] {
            let source =
                "{{ " + String(repeating: part.0, count: count) + part.1 + String(repeating: part.2, count: count)
                + " }}"
            #expect(throws: KapellError.self) { try JinjaTemplate(source) }
        }
        let blocks = String(repeating: "{% if 1 %}", count: 5_000) + String(repeating: "{% endif %}", count: 5_000)
        #expect(throws: KapellError.self) { try JinjaTemplate(blocks) }
    }

    @Test("Long rows of operators are no depth") func rows() throws {
        for row in ["1" + String(repeating: " + 1", count: 30_000), "x" + String(repeating: ".y", count: 30_000)] {
            _ = try JinjaTemplate("{{ \(row) }}")
        }
        let sum = "1" + String(repeating: " + 1", count: 30_000)
        #expect(try JinjaTemplate("{{ \(sum) }}").render([:]) == "30001")
        let row = "'a'" + String(repeating: " | trim", count: 20_000)
        #expect(try JinjaTemplate("{{ \(row) }}").render([:]) == "a")
        let either = "0" + String(repeating: " or 0", count: 20_000)
        #expect(try JinjaTemplate("{{ \(either) }}").render([:]) == "0")
    }

    @Test("A reader takes any text in any pieces, and says the same of it") func readers() {
        var random = SplitMix64(seed: 7)
        let clock = ContinuousClock()
        let end = clock.now + .milliseconds(1_200)
        let forms = ToolCallForm.all
        var count = 0
        while clock.now < end {
            let sample = ToolCallReaderTests.samples.randomElement(using: &random) ?? ("hermes", "")
            let form = forms.first { $0.name == sample.form } ?? .hermes
            var scalars = Array(sample.text.unicodeScalars)
            for _ in 0..<Int.random(in: 0...4, using: &random) {
                let place = Int.random(in: 0...scalars.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0:
                    scalars.removeSubrange(place..<min(scalars.count, place + Int.random(in: 1...9, using: &random)))
                case 1: scalars.insert(contentsOf: scalars[place..<min(scalars.count, place + 30)], at: place)
                default:
                    scalars.insert("<{}[]\",: \n\\>|é".unicodeScalars.randomElement(using: &random) ?? "x", at: place)
                }
            }
            var (pieces, start) = ([String](), 0)
            while start < scalars.count {
                let stop = min(scalars.count, start + Int.random(in: 1...12, using: &random))
                var view = String.UnicodeScalarView()
                view.append(contentsOf: scalars[start..<stop])
                pieces.append(String(view))
                start = stop
            }
            let cut = events(form, pieces, tools: [weather, now])
            let whole = events(form, [pieces.joined()], tools: [weather, now])
            #expect(cut == whole, "\(form.name): \(pieces)")
            count += 1
        }
        #expect(count > 50)
    }

    private var now: ModelTool { ModelTool(name: "now", description: "", parameters: ["type": "object"]) }
}
