import KapellServer
import Testing

@Suite("Limits of kapell.yaml")
struct ConfigurationLimitTests {
    @Test("A file over 1 MB is refused")
    func tooLarge() throws {
        let text = "version: 1\n#" + String(repeating: "x", count: 1_000_000)
        #expect(issues(text).first?.message == "The file is larger than 1 MB.")
        let folder = try ConfigurationFolder()
        try folder.write(text, to: "kapell.yaml")
        let found = folder.issues()
        #expect(found.map(\.location) == ["\(folder.path)/kapell.yaml:1:1"])
        #expect(found.first?.message == "The file is larger than 1 MB.")
    }

    @Test("Nested aliases are refused before they can multiply", arguments: [false, true])
    func aliases(asKeys: Bool) {
        var lines = ["version: 1", "a0: &a0 [x, x, x]"]
        for level in 1...40 {
            let below = "*a\(level - 1)"
            lines.append(
                asKeys
                    ? "a\(level): &a\(level) {\(below) : 1, [\(below), \(below)]: 2}"
                    : "a\(level): &a\(level) [\(below), \(below), \(below)]")
        }
        let clock = ContinuousClock()
        let time = clock.measure {
            let found = issues(lines.joined(separator: "\n"))
            #expect(found.count == 1)
            #expect(found.first?.message.contains("Anchors and aliases") == true)
        }
        #expect(time < .seconds(20))
    }

    @Test(
        "Anchors hidden behind tags, marks and brackets are found",
        arguments: [
            "a: !!map &x {}\nb: !!seq [*x ]", "a: [&x y,*x ]", "? &x a\n: *x", "- &x a\n-\t*x",
            "a:\n  \u{FEFF}&x y\nb: *x",
            "--- &x\n- *x",
        ])
    func hidden(yaml: String) {
        let found = issues(yaml)
        #expect(found.count == 1)
        #expect(
            found.first?.message.contains("Anchors") == true || found.first?.message.contains("not valid") == true)
    }

    @Test("Ampersands and stars inside text are text")
    func innocent() throws {
        let result = try configuration(
            """
            version: 1
            knowledge:
              a:
                sources: ["*.txt", R&D, a *b & c]
                description: |
                  * one & two
                  * **three**
            """)
        #expect(result.knowledge.first?.sources == ["/project/*.txt", "/project/R&D", "/project/a *b & c"])
        #expect(result.knowledge.first?.description == "* one & two\n* **three**")
    }

    @Test("Deep nesting is refused", arguments: ["[", "{a: ", "- ", "? ", "{? ", "[{"], [33, 990, 5_000, 100_000])
    func deep(opening: String, depth: Int) {
        let found = issues("version: 1\nserver: " + String(repeating: opening, count: depth) + "\n")
        #expect(found.count == 1)
        if ["? ", "{? "].contains(opening), depth > 200 {
            #expect(found.first?.message == "Many keys are lists or mappings.")
        }
        let closed = issues("[" + String(repeating: "[", count: depth) + String(repeating: "]", count: depth + 1))
        #expect(closed.first?.message.contains("deep") == true, "\(closed)")
    }

    @Test("A file with too many values is refused")
    func manyValues() {
        let text = "version: 1\nknowledge: {a: {sources: [" + String(repeating: "a,", count: 400_000) + "]}}"
        #expect(issues(text).first?.message == "The file holds more than 20000 values.")
        let keys = (0..<60_000).map { "k\($0): 1" }.joined(separator: "\n")
        #expect(issues(keys).first?.message == "The file holds more than 20000 values.")
    }

    @Test("Large keys inside keys are refused in bounded time")
    func keysInKeys() {
        let depth = 190
        let text =
            String(repeating: "{", count: depth) + "[" + String(repeating: "a,", count: 100_000) + "]"
            + String(repeating: ": 1}", count: depth)
        let time = ContinuousClock().measure { #expect(issues(text).count == 1) }
        #expect(time < .seconds(20))
        #expect(issues(String(repeating: "? ", count: 500)).first?.message == "Many keys are lists or mappings.")
        #expect(issues(String(repeating: "{[a] : 1,", count: 500)).first?.message == "Many keys are lists or mappings.")
    }
}
