import KapellTesting
import KapellText
import Testing

@Suite("The stemmer")
struct StemmerTests {
    /// Words with their stems as Porter's paper has them, or as they follow from its steps.
    private static let pairs = [
        "caresses caress", "ponies poni", "ties ti", "caress caress", "cats cat", "feed feed", "agreed agre",
        "plastered plaster", "bled bled", "motoring motor", "sing sing", "conflated conflat", "troubled troubl",
        "sized size", "hopping hop", "tanned tan", "falling fall", "hissing hiss", "fizzed fizz", "failing fail",
        "filing file", "happy happi", "sky sky", "relational relat", "conditional condit", "rational ration",
        "digitizer digit", "operator oper", "feudalism feudal", "decisiveness decis", "hopefulness hope",
        "callousness callous", "predication predic", "triplicate triplic", "formative form", "formalize formal",
        "electrical electr", "hopeful hope", "goodness good", "revival reviv", "allowance allow", "inference infer",
        "airliner airlin", "gyroscopic gyroscop", "adjustable adjust", "defensible defens", "irritant irrit",
        "replacement replac", "adjustment adjust", "dependent depend", "adoption adopt", "communism commun",
        "activate activ", "homologous homolog", "effective effect", "bowdlerize bowdler", "probate probat", "rate rate",
        "cease ceas", "roll roll", "generalizations gener", "oscillators oscil", "termination termin",
        "terminate termin", "terminated termin", "agreement agreement", "notices notic", "payable payabl",
    ].map { pair in pair.split(separator: " ").map(String.init) }

    @Test("Known words have Porter's stems")
    func known() {
        for pair in Self.pairs { #expect(Stemmer.stem(pair[0]) == pair[1], "\(pair[0])") }
    }

    @Test("Short words, numbers and words of other letters stay as they are")
    func unchanged() {
        for word in ["", "a", "is", "as", "61,500", "2025s", "größen", "договоры", "don't"] {
            #expect(Stemmer.stem(word) == word)
        }
    }

    @Test("Any run of letters has a stem that is no longer than it and is not empty")
    func property() {
        var generator = SeededGenerator(22)
        let letters = Array("aeiouybcdglmnrstz")
        let endings = ["", "s", "ed", "ing", "ies", "sses", "ement", "ational", "iveness", "ll", "e", "y", "ion"]
        for _ in 0..<20_000 {
            let count = Int.random(in: 1...6, using: &generator)
            let stem = String((0..<count).map { _ in letters.randomElement(using: &generator) ?? "a" })
            let word = stem + (endings.randomElement(using: &generator) ?? "")
            let result = Stemmer.stem(word)
            if result.isEmpty || result.utf8.count > word.utf8.count { Issue.record("\(word) became \(result)") }
        }
    }
}
