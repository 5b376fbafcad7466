import KapellCore
import KapellEngines
import KapellTesting
import KapellVectors
import Testing

@Suite struct EngineFilterTests {
    /// Random filters on random rows: the condition lets exactly the filter's rows through, or says that it does not and
    /// lets at least those through.
    @Test func conditionsMeanWhatFiltersMean() throws {
        var generator = SeededGenerator(7)
        let rows = (0..<40).map { _ in Row(Self.metadata(&generator)) }
        var exact = 0
        for _ in 0..<600 {
            let filter = Self.filter(3, &generator)
            let translated = try EngineFilter(filter)
            exact += translated.isExact ? 1 : 0
            for row in rows {
                let passes = row.holds(translated.condition)
                let matches = filter.matches(row.metadata)
                guard translated.isExact ? passes == matches : passes || !matches else {
                    Issue.record("\(filter) on \(row.metadata.fields.map { "\($0)" }): \(passes), \(matches)")
                    return
                }
            }
        }
        #expect(exact > 200)
    }

    @Test(arguments: [
        ("name < \"x\"", false), ("n < 9007199254740993", false), ("n < 9007199254740991", true),
        ("n == 9007199254740993", true), ("a == 1 and not (b in [1, null] or c contains \"x\")", true),
    ])
    func whatCannotBeSaidIsKnown(_ text: String, _ isExact: Bool) throws {
        #expect(try EngineFilter(Filter(text)).isExact == isExact)
    }

    @Test func veryLongTextsAreAskedOnOurSide() throws {
        let long = MetadataValue.string(String(repeating: "x", count: 600))
        #expect(try !EngineFilter(.comparison("a", .equal, long)).isExact)
        let metadata = try Metadata([("a", long)])
        #expect(EngineTokens.tokens(metadata) == ["\"a\":string"])
    }

    // MARK: Parts

    struct Row {
        let metadata: Metadata
        let tokens: Set<String>
        let numbers: [String: Double]

        init(_ metadata: Metadata) {
            self.metadata = metadata
            tokens = Set(EngineTokens.tokens(metadata))
            numbers = Dictionary(
                EngineTokens.numbers(metadata).map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        }

        func holds(_ condition: EngineCondition) -> Bool {
            switch condition {
            case .everything: true
            case .nothing: false
            case .has(let token): tokens.contains(token)
            case .hasNot(let token): !tokens.contains(token)
            case .number(let name, let comparison, let value):
                numbers[name].map { number in
                    switch comparison {
                    case .less: number < value
                    case .lessOrEqual: number <= value
                    case .greater: number > value
                    default: number >= value
                    }
                } ?? false
            case .all(let parts): parts.allSatisfy(holds)
            case .any(let parts): parts.contains(where: holds)
            }
        }
    }

    private static let fields = ["a", "b.c", "d e", "ü"]

    private static func scalar(_ generator: inout SeededGenerator) -> MetadataValue {
        switch Int.random(in: 0..<9, using: &generator) {
        case 0: .null
        case 1: .boolean(.random(using: &generator))
        case 2: .integer(.random(in: -2...2, using: &generator))
        case 3: .integer(9_007_199_254_740_992 + .random(in: -1...1, using: &generator))
        case 4: .number(Double.random(in: -2...2, using: &generator).rounded() / 2)
        case 5: .date(.random(in: -2...2, using: &generator))
        case 6: .string(["", "a", "b", "\"", "a==1"].randomElement(using: &generator) ?? "")
        case 7: .integer(.max)
        default: .number(9_007_199_254_740_992)
        }
    }

    private static func value(_ generator: inout SeededGenerator) -> MetadataValue {
        guard Int.random(in: 0..<4, using: &generator) == 0 else { return scalar(&generator) }
        return .array((0..<Int.random(in: 0..<3, using: &generator)).map { _ in scalar(&generator) })
    }

    private static func metadata(_ generator: inout SeededGenerator) -> Metadata {
        var metadata = Metadata()
        for field in fields where .random(using: &generator) { try? metadata.set(field, value(&generator)) }
        return metadata
    }

    private static func filter(_ depth: Int, _ generator: inout SeededGenerator) -> Filter {
        let field = fields.randomElement(using: &generator) ?? "a"
        let values = (0..<Int.random(in: 0..<3, using: &generator)).map { _ in value(&generator) }
        switch Int.random(in: 0..<(depth > 0 ? 10 : 6), using: &generator) {
        case 0, 1:
            let comparison = Filter.Comparison.allCases.randomElement(using: &generator) ?? .equal
            return .comparison(field, comparison, value(&generator))
        case 2: return .isIn(field, values)
        case 3: return .containsAny(field, values)
        case 4: return .containsAll(field, values)
        case 5: return .exists(field)
        case 6, 7: return .not(filter(depth - 1, &generator))
        case 8: return .and((0..<2).map { _ in filter(depth - 1, &generator) })
        default: return .or((0..<2).map { _ in filter(depth - 1, &generator) })
        }
    }
}
