import KapellJSON
import KapellServer
import Testing

@Suite("Workflows in kapell.yaml") struct WorkflowConfigurationTests {
    /// A workflow of two nodes, with lines of one's own in it.
    private static func yaml(channels: String = "a: text, l: list", nodes: String = "", edges: String = "") -> String {
        """
        version: 1
        knowledge: {docs: {sources: [d]}}
        workflows:
          w:
            channels: {\(channels)}
            nodes:
              first: {set: {a: hello}}
              \(nodes.isEmpty ? "second: {set: {a: \"{{a}}!\"}}" : nodes)
        \(edges.isEmpty ? "" : "    edges: [\(edges)]")
        """
    }

    /// A workflow that uses a tool.
    private static func tools(_ input: String) -> String {
        """
        version: 1
        tools:
          t: {parameters: {type: object, properties: {place: {}}, required: [place], additionalProperties: false}, \
        subprocess: [a]}
        workflows:
          w: {nodes: {n: {tool: t, input: {\(input)}}}}
        """
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var yaml: String
        var line: Int
        var words: [String]
        var testDescription: String { words.first ?? "" }

        init(_ yaml: String, _ line: Int, _ words: String...) {
            self.yaml = yaml
            self.line = line
            self.words = words
        }
    }

    static let cases: [Case] = [
        Case(yaml(nodes: "n: {into: a}"), 8, "does not say what it does", "`approve`"),
        Case(yaml(nodes: "n: {read: a.txt, write: b.txt, text: c}"), 8, "does several things: `read` and `write`"),
        Case(yaml(nodes: "n: {ask: docs}"), 8, "has `ask` and no `question`"),
        Case(yaml(nodes: "n: {ask: doc, question: a}"), 8, "knowledge base `doc`", "Did you mean `docs`?"),
        Case(yaml(nodes: "n: {ask: docs, question: a, count: 2}"), 8, "goes with `search`, not with `ask`"),
        Case(yaml(nodes: "n: {set: {b: 1}}"), 8, "channel `b`", "Did you mean `a`?"),
        Case(yaml(nodes: "n: {read: \"{{x}}\", into: a}"), 8, "`{{x}}`, which is no channel"),
        Case(yaml(nodes: "n: {read: \"{{a\", into: a}"), 8, "does not end on its line"),
        Case(yaml(nodes: "n: {read: \"{{#a}}\", into: a}"), 8, "does not end"),
        Case(yaml(nodes: "n: {sleep: 3 weeks}"), 8, "a time, such as 30s", "3 weeks"),
        Case(yaml(nodes: "n: {sleep: 1s, into: a}"), 8, "has no result"),
        Case(yaml(nodes: "n: {read: f, as: \"{{result}}\"}"), 8, "has `as` and no `into`"),
        Case(yaml(nodes: "n: {approve: ok?, otherwise: false}"), 8, "waits for ever", "`within`"),
        Case(yaml(nodes: "n: {approve: ok?, within: 1h, otherwise: maybe}"), 8, "must be true or false"),
        Case(yaml(nodes: "n: {request: who?, schema: {type: 5}}"), 8, "no JSON Schema"),
        Case(yaml(nodes: "n: {workflow: other}"), 8, "workflow `other`", "There are `w`"),
        Case(yaml(nodes: "n: {workflow: w}"), 4, "contains itself"),
        Case(yaml(nodes: "n: {read: f, retry: 0}"), 8, "1 to 100"),
        Case(yaml(nodes: "end: {set: {a: b}}"), 8, "`end` stands for the end of a run"),
        Case(yaml(nodes: "a b: {set: {a: b}}"), 8, "cannot be named"),
        Case(yaml(nodes: "n: {http: ftp://x}"), 8, "must begin with `https://`"),
        Case(yaml(nodes: "n: {http: \"https:///x\"}"), 8, "has no host"),
        Case(yaml(nodes: "n: {http: \"https://a.b\", method: GET, body: x}"), 8, "cannot go with the method GET"),
        Case(yaml(nodes: "n: {http: \"https://a.b\", method: TRACE}"), 8, "must be one of `GET`"),
        Case(yaml(nodes: "n: {http: \"https://a.b/{{x}}\"}"), 8, "`{{x}}`, which is no channel"),
        Case(yaml(nodes: "n: {http: \"https://a.b\", headers: {Host: c}}"), 8, "cannot be set"),
        Case(yaml(nodes: "n: {http: \"https://a.b\", accept: [200]}"), 8, "400 to 599"),
        Case(yaml(nodes: "n: {http: \"https://a.b\", memory: 1GB}"), 8, "goes with `subprocess`"),
        Case(yaml(nodes: "n: {http: \"https://a.b\", undo: {method: PUT}}"), 8, "must have `http` or `subprocess`"),
        Case(
            yaml(nodes: "n: {http: \"https://a.b\", effect: once, undo: {subprocess: [rm, a]}}"), 8,
            "has `undo`, which says what `effect` would"),
        Case(yaml(nodes: "n: {subprocess: []}"), 8, "0 entries"),
        Case(yaml(nodes: "n: {subprocess: [\"{{a}}\", b]}"), 8, "does not say which program"),
        Case(yaml(nodes: "n: {subprocess: [a], environment: {\"A-B\": c}}"), 8, "cannot be named"),
        Case(yaml(nodes: "n: {subprocess: [a], memory: 3}"), 8, "1000000 to"),
        Case(yaml(nodes: "n: {transaction: [{sql: \"INSERT INTO t VALUES ('{{a}}')\"}]}"), 8, "a value in its text"),
        Case(yaml(nodes: "n: {transaction: [{sql: COMMIT}]}"), 8, "ends or leaves the transaction"),
        Case(yaml(nodes: "n: {transaction: [{sql: \"drop table if exists runs\"}]}"), 8, "a table of the journal"),
        Case(
            yaml(nodes: "n: {transaction: [{values: [1]}]}"), 8, "`workflows.w.nodes.n.transaction[0].sql` is missing"),
        Case(yaml(nodes: "n: {tool: none}"), 8, "tool `none`", "Declare it below `tools`"),
        Case(tools("place: 1, b: 2"), 5, "takes no `b`"), Case(tools(""), 5, "no `place`"),
        Case("version: 1\ntools: {t: {parameters: {type: object}}}", 2, "must have `http` or `subprocess`"),
        Case("version: 1\ntools: {t: {parameters: {type: 3}, subprocess: [a]}}", 2, "no JSON Schema"),
        Case("version: 1\ntools: {t: {parameters: {type: string}, subprocess: [a]}}", 2, "of an object"),
        Case(
            "version: 1\ntools: {t: {parameters: {type: object}, subprocess: [a, \"{{b}}\"]}}", 2,
            "`{{b}}`, which is no parameter"),
        Case("version: 1\nworkflows:\n  w: {nodes: {a: {sleep: 1s}}, queue: {concurrency: 0}}", 3, "1 to 1000000"),
        Case(
            "version: 1\nworkflows:\n  v: {nodes: {a: {sleep: 1s}}, queue: {name: q, begins: 2}}\n"
                + "  w: {nodes: {a: {sleep: 1s}}, queue: {name: q, begins: 3}}", 4, "other limits than", "`queue: q`"
        ),
        Case(yaml(channels: "item: text, a: text"), 5, "cannot be named", "choose another"),
        Case(
            yaml(channels: "a: text, n: {type: text, reducer: sum}"), 5,
            "holds text, and `sum` is for number and integer"),
        Case(yaml(channels: "a: {type: text, default: 3}"), 5, "not of the type text"),
        Case(yaml(channels: "a: string"), 5, "must be one of `text`", "here is"),
        Case(yaml(edges: "{from: first, to: secnd}"), 9, "node `secnd`", "Did you mean `second`?"),
        Case(yaml(edges: "{from: first, to: second, limit: 3}"), 9, "is no way", "{from, when, to}"),
        Case(yaml(edges: "{from: first, each: a, to: second}"), 9, "holds no list", "`l`"),
        Case(yaml(edges: "{from: first, when: a = 3, to: second}"), 9, "expected", "=="),
        Case(yaml(edges: "{from: first, when: b == 3, to: second}"), 9, "channel `b`"),
        Case(yaml(edges: "{from: first, when: a == 3, to: second}"), 9, "a string, with a number: that never holds"),
        Case(yaml(edges: "{from: first, when: l.count > none, to: second}"), 9, "edges[0].when"),
        Case(yaml(edges: "{from: first, choose: [{to: end}, {when: a == b, to: second}]}"), 9, "always holds"),
        Case(yaml(edges: "{from: first, to: second}, {from: second, to: first}"), 4, "no way to the end"),
        Case(yaml(edges: "{from: first, to: end}"), 4, "never reaches `second`"),
        Case(yaml(edges: "{join: [first], to: second}"), 9, "1 entries", "2 to 1000"),
        Case("version: 1\nworkflows:\n  w: {nodes: {a: {sleep: 1s}}, schedule: {cron: daily}}", 3, "daily"),
        Case("version: 1\nworkflows:\n  w: {nodes: {a: {sleep: 1s}}, budget: {dollars: no}}", 3, "number above 0"),
        Case("version: 1\nworkflows:\n  w: {nodes: {}}", 3, "holds no node"),
        Case("version: 1\nworkflows:\n  w: {channels: {a: text}}", 3, "`workflows.w.nodes` is missing"),
        Case("version: 1\nworkflows:\n  w: {node: {}}", 3, "Did you mean `nodes`?"),
        Case("version: 1\nworkflows:\n  W: {nodes: {a: {sleep: 1s}}}", 3, "cannot be named"),
    ]

    @Test("A mistake is named with its line, and a remedy", arguments: cases) func mistakes(case one: Case) {
        let found = issues(one.yaml)
        #expect(found.contains { $0.line == one.line }, "\(found)")
        let text = found.map(\.description).joined(separator: "\n")
        for word in one.words { #expect(text.contains(word), "\(text)") }
    }

    @Test("All that a workflow can say is read, and its graph is drawn") func whole() async throws {
        let yaml = """
            version: 1
            knowledge: {docs: {sources: [d]}}
            workflows:
              inner:
                channels: {a: text}
                nodes: {shout: {set: {a: "{{a}}!"}}}
              outer:
                description: Everything
                version: 3
                budget: {tokens: 1000, dollars: 0.5, calls: 9, time: 5m}
                schedule: {cron: "0 7 * * 1", zone: UTC, input: {a: x}, missed: skip}
                start: [p, q]
                channels:
                  a: text
                  n: {type: integer, reducer: sum, default: 1}
                  l: {type: list, default: [1, 2], reducer: append}
                  o: {type: object, reducer: merge}
                  b: boolean
                nodes:
                  p: {prompt: x, input: {text: "{{a}}"}, into: o, retry: {attempts: 3, delay: 1s}, timeout: 20s, cache: [a]}
                  q: {model: default, messages: [{role: user, content: hello}], into: a}
                  s: {search: docs, question: "{{a}}", count: 3, into: l}
                  i: {workflow: inner, passing: [a], returning: [a]}
                  m: {match: [x], text: "{{item}}", into: l, as: "{{result.holds}}"}
                  w: {wait: paid, key: "{{run}}", within: 1d}
                  e: {edit: better, value: "{{a}}", into: a, schema: {type: string}}
                  z: {approve: sure?, show: "{{l}}", into: b, within: 1h, otherwise: false}
                edges:
                  - {join: [p, q], to: s}
                  - {from: s, each: l, to: m}
                  - {from: m, to: [i, w]}
                  - {from: i, while: "n < 3 and l.count > 0", back: i, limit: 4, to: e}
                  - {from: e, choose: [{when: 'a == "x"', to: z}, {to: end}]}
                migrations:
                  - {from: 1, rename: {old: a}, nodes: {r: s}, remove: [gone]}
                  - {from: 2}
            """
        let service = try service(yaml)
        let svg = try await service.graph("outer", run: nil, format: .svg)
        for node in ["p", "q", "s", "i", "i/shout", "m", "w", "e", "z"] {
            #expect(svg.split(separator: "data-node=\"\(node)\"").count == 2, "\(node)")
        }
        #expect(svg.hasPrefix("<svg") && svg.contains("at most 4") && svg.contains("prefers-color-scheme"))
        #expect(try await service.graph("outer", run: nil, format: .mermaid).hasPrefix("flowchart TD"))
        let shown = try await service.perform(.show("outer"))
        #expect(shown["input"]?["properties"]?["n"] == ["type": "integer", "default": 1])
        #expect(shown["nodes"]?.arrayValue?.first?["kind"] == "prompt")
        await #expect(throws: (any Error).self) { try await service.perform(.show("none")) }
    }
}
