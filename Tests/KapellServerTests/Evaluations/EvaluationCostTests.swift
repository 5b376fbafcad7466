import KapellCore
import KapellJSON
import KapellPolicy
import KapellServer
import Testing

@Suite("What an evaluated answer costs") struct EvaluationCostTests {
    /// Dollars for a million tokens.
    private static let prices = """
        {"version": "test", "rows": [
          {"match": ["a/large"], "prices": {"input": "10", "output": "100"}, "source": "x", "checked": "2026-01-01"},
          {"match": ["*/small"], "prices": {"input": "1", "output": "2"}, "source": "x", "checked": "2026-01-01"}]}
        """

    private func model(_ name: String) -> ModelReference {
        let halves = name.split(separator: "/").map(String.init)
        return ModelReference(provider: halves[0], name: halves[1])
    }

    /// An answer of which the writer took 1,000 and 200 tokens, its judge 3,000 and 50.
    private func cost(
        writer: String, judge: String?, alias: [String]? = nil, judged: Bool = true
    ) throws -> EvaluationCost {
        var answer: JSONObject = [
            "usage": ["input_tokens": judged ? 4_000 : 1_000, "output_tokens": judged ? 250 : 200, "cached_tokens": 0]
        ]
        if judged { answer["judge_usage"] = ["input_tokens": 3_000, "output_tokens": 50] }
        let models = ModelsSection(
            default: ModelSetting(reference: model(writer)),
            aliases: alias.map { [ModelAlias(name: "strict", models: $0.map(model))] } ?? [])
        let section = judge.map { JudgeSection(model: $0, reference: $0.contains("/") ? model($0) : nil) }
        return EvaluationCost(
            answer, models: models, judge: section, table: try PriceTable(json: Array(Self.prices.utf8)))
    }

    private func expect(_ cost: EvaluationCost, _ dollars: Double?, at place: SourceLocation = #_sourceLocation) {
        #expect(cost.tokens == 4_250, sourceLocation: place)
        guard let dollars else { return #expect(cost.dollars == nil, sourceLocation: place) }
        #expect(abs((cost.dollars ?? -1) - dollars) < 1e-12, "\(cost)", sourceLocation: place)
    }

    @Test("The tokens of each model are priced by its own row") func both() throws {
        expect(try cost(writer: "a/large", judge: "a/small"), 0.03 + 0.0031)
        expect(try cost(writer: "a/small", judge: "a/large"), 0.0014 + 0.035)
        expect(try cost(writer: "a/large", judge: "default"), 0.03 + 0.035)
    }

    @Test("A local model costs nothing, also where the other one is paid") func local() throws {
        expect(try cost(writer: "local/own", judge: "a/large"), 0.035)
        expect(try cost(writer: "a/large", judge: "local/own"), 0.03)
        expect(try cost(writer: "local/own", judge: "default"), 0)
    }

    @Test("Without a judge all tokens are the writer's") func none() throws {
        let cost = try cost(writer: "a/large", judge: nil, judged: false)
        #expect(cost.tokens == 1_200 && cost.dollars.map { abs($0 - 0.03) < 1e-12 } == true)
        // One that was never asked costs nothing, also where its price is not known.
        let unasked = try self.cost(writer: "a/large", judge: "c/unknown", judged: false)
        #expect(unasked.dollars.map { abs($0 - 0.03) < 1e-12 } == true)
    }

    @Test("A price that is not known is said to be unknown, and so is which model of an alias has judged")
    func unknown() throws {
        expect(try cost(writer: "a/large", judge: "c/unknown"), nil)
        expect(try cost(writer: "c/unknown", judge: "a/large"), nil)
        expect(try cost(writer: "a/large", judge: "strict", alias: ["a/small"]), 0.03 + 0.0031)
        expect(try cost(writer: "a/large", judge: "strict", alias: ["a/small", "b/small"]), 0.03 + 0.0031)
        expect(try cost(writer: "a/large", judge: "strict", alias: ["a/small", "a/large"]), nil)
    }

    @Test("Counts that cannot be, of an engine that says more for the judge than for all, cost no less than nothing")
    func odd() throws {
        let answer: JSONObject = [
            "usage": ["input_tokens": 10, "output_tokens": -5],
            "judge_usage": ["input_tokens": 3_000, "output_tokens": "x"],
        ]
        let cost = EvaluationCost(
            answer, models: ModelsSection(default: ModelSetting(reference: model("a/large"))),
            judge: JudgeSection(model: "a/small", reference: model("a/small")),
            table: try PriceTable(json: Array(Self.prices.utf8)))
        #expect(cost.tokens == 10 && cost.dollars.map { abs($0 - 0.003) < 1e-12 } == true)
    }
}
