import KapellCore
import KapellGrammar
import KapellJSON
import Testing

@Suite("Grammars of random schemas")
struct RandomSchemaTests {
    static let options = SchemaOptions(checksFormats: true)

    /// What is not optimised takes ten times as long, so that it gets fewer schemas. Assertions tell which it is.
    static let perPart: Int = {
        var isOptimised = true
        assert(
            {
                isOptimised = false
                return true
            }())
        return isOptimised ? 100 : 20
    }()

    @Test(
        "Whatever tokens are chosen, random schemas (1,000 in an optimised build) give valid texts only, and none gets stuck",
        arguments: 0..<10
    )
    func everyTextIsValid(_ part: Int) throws {
        var made = 0
        for number in (part * 100)..<(part * 100 + Self.perPart) {
            var maker = RandomSchema(UInt64(number))
            let schema = maker.root()
            guard let grammar = try Self.grammar(schema) else { continue }
            made += 1
            let validator = try JSONSchema(schema, options: Self.options)
            var walk = Walk(UInt64(number) &* 31)
            for _ in 0..<2 {
                let outcome = walk.run(grammar)
                guard case .text(let text) = outcome else {
                    Issue.record("\(outcome): schema \(number) \(schema)")
                    continue
                }
                let value = try JSONValue(parsing: text)
                #expect(validator.isValid(value), "schema \(number): \(text) for \(schema)")
                #expect(Self.hasNoTwins(text), "schema \(number): \(text)")
            }
        }
        #expect(made * 20 >= Self.perPart * 17)
    }

    /// Nil where no value satisfies the schema, which is an error of its own.
    static func grammar(_ schema: JSONValue) throws -> Grammar? {
        do { return try Grammar(jsonSchema: schema) } catch {
            guard error.code == .invalidRequest else { throw error }
            return nil
        }
    }

    /// Whether no key stands twice in an object: written anew, a text without white space has as many colons.
    private static func hasNoTwins(_ text: String) -> Bool {
        guard let value = try? JSONValue(parsing: text) else { return false }
        return text.utf8.count { $0 == UInt8(ascii: ":") } == value.serialized().utf8.count { $0 == UInt8(ascii: ":") }
    }

    @Test("Values that were made by other means are accepted where they are valid, and refused where they are not")
    func agreesWithTheValidator() throws {
        var accepted = 0
        var refused = 0
        for number in 0..<(Self.perPart * 4) {
            var maker = RandomSchema(UInt64(number) &+ 50_000)
            let schema = maker.root()
            guard let grammar = try Self.grammar(schema) else { continue }
            let validator = try JSONSchema(schema, options: Self.options)
            var instances = RandomInstance(root: schema, dice: Dice(UInt64(number)))
            for _ in 0..<8 {
                let value = instances.value(schema)
                if validator.isValid(value) {
                    accepted += 1
                    #expect(grammar.accepts(value.serialized()), "\(value) for \(schema)")
                }
                for other in [value, instances.mutated(value), instances.mutated(instances.mutated(value))]
                where !validator.isValid(other) {
                    refused += 1
                    #expect(!grammar.accepts(other.serialized()), "\(other) for \(schema)")
                }
            }
        }
        #expect(accepted > Self.perPart * 6 && refused > Self.perPart * 9, "\(accepted), \(refused)")
    }

    @Test("The mask of a state has just the tokens that are allowed one by one")
    func masksAgreeWithTokens() throws {
        for number in 0..<40 {
            var maker = RandomSchema(UInt64(number) &+ 9_000)
            guard let grammar = try Self.grammar(maker.root()) else { continue }
            var matcher = GrammarMatcher(grammar, vocabulary: TestVocabulary.vocabulary)
            var dice = Dice(UInt64(number))
            var mask: [UInt64] = []
            for _ in 0..<25 {
                matcher.fillMask(&mask)
                let bits = (0..<Int32(TestVocabulary.tokens.count)).filter {
                    mask[Int($0) >> 6] >> UInt64($0 & 63) & 1 == 1
                }
                let allowed = (0..<Int32(TestVocabulary.tokens.count)).filter { matcher.allows($0) }
                #expect(bits == allowed)
                guard let token = allowed.randomElement(using: &dice.random), matcher.accept(token), !matcher.isEnded
                else {
                    break
                }
            }
        }
    }
}
