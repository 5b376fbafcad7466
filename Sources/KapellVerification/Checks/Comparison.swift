/// A sentence laid beside its span: which words of it stand where.
final class Comparison {
    /// A place in the span that may carry a word of the sentence.
    struct Place {
        var index: Int
        var level: Double
        var isDenial: Bool
    }

    enum Source { case span, title, question, nowhere }

    let sentence: SupportText
    let span: SupportText
    let question: SupportText
    let title: SupportText
    /// Places of each word of the sentence, by its index.
    private(set) var places: [Int: [Place]] = [:]
    private(set) var level: [Int: Double] = [:]
    private(set) var source: [Int: Source] = [:]
    /// The one place that is taken for each word.
    private(set) var aligned: [Int: Place] = [:]
    /// The span's quantities that agree with each of the sentence's, and how well each of them does.
    private(set) var agreeing: [[(index: Int, level: Double)]] = []
    private(set) var agreements: [[Double]] = []
    /// How much of the sentence each sentence of the span carries.
    private(set) var carried: [Double]
    /// The sentences of the span that carry the sentence.
    private(set) var main: Set<Int> = []
    let spanStems: Set<String>
    let titleStems: Set<String>
    let saysYes: Bool
    let saysNo: Bool
    /// Of a table: the column of each token, and the words of its head by column.
    let columns: [Int]
    let headers: [Int: [Token]]
    private var memo: [String: [String: Lexicon.Relation]] = [:]

    init(sentence: String, span: String, question: String, title: String) {
        self.sentence = SupportText(sentence, limit: 300)
        self.span = SupportText(span, hasRows: TableForm.isTable(span), limit: 4000)
        self.question = SupportText(question, limit: 200)
        self.title = SupportText(title, limit: 60)
        let isWord: (Token) -> Bool = { $0.kind == .word }
        spanStems = Set(self.span.tokens.filter(isWord).map(\.stem))
        titleStems = Set(self.title.tokens.filter(isWord).map(\.stem))
        columns = self.span.hasRows ? Self.columns(of: self.span) : []
        headers = self.span.hasRows ? Self.headers(of: self.span, columns) : [:]
        let lead = self.sentence.tokens.first?.text
        saysYes = lead == "yes"
        saysNo = lead == "no" && self.sentence.tokens.count > 1 && self.sentence.tokens[1].part > 0
        carried = [Double](repeating: 0, count: (self.span.tokens.last?.sentence ?? 0) + 1)
        matchQuantities()
        matchWords()
        align()
    }

    func relation(_ one: String, _ other: String) -> Lexicon.Relation {
        if let known = memo[one]?[other] { return known }
        let relation = Lexicon.standard.relation(one, other)
        memo[one, default: [:]][other] = relation
        return relation
    }

    func weight(_ index: Int) -> Double { Lexicon.standard.weight(sentence.tokens[index].stem) }

    /// How well the best of `stems` stands for a word.
    func best(_ stem: String, in stems: some Sequence<String>) -> Double {
        var best = 0.0
        for other in stems {
            best = max(best, relation(stem, other).level)
            if best == 1 { break }
        }
        return best
    }

    private func matchQuantities() {
        for quantity in sentence.quantities {
            let levels = span.quantities.map { quantity.agreement(with: $0) }
            agreements.append(levels)
            let good = levels.indices.filter { levels[$0] >= 0.4 }
            agreeing.append(good.prefix(24).map { ($0, levels[$0]) })
            for place in Set(good.map { span.tokens[span.quantities[$0].start].sentence }) { carried[place] += 0.8 }
        }
    }

    private func matchWords() {
        var stems: [String: [Int]] = [:]
        var order: [String] = []
        for index in span.content {
            let stem = span.tokens[index].stem
            if stems[stem] == nil { order.append(stem) }
            stems[stem, default: []].append(index)
        }
        let questionStems = question.content.map { question.tokens[$0].stem }
        for index in sentence.content {
            let stem = sentence.tokens[index].stem
            var found: [Place] = []
            for other in order {
                let relation = relation(stem, other)
                guard relation.level > 0 else { continue }
                for place in (stems[other] ?? []).prefix(12) {
                    found.append(Place(index: place, level: relation.level, isDenial: relation.isDenial))
                }
            }
            found.sort { ($1.level, $0.index) < ($0.level, $1.index) }
            places[index] = Array(found.prefix(24))
            let reached = found.first?.level ?? (spanStems.contains(stem) ? 0.9 : 0)
            level[index] = reached
            source[index] =
                reached > 0
                ? .span
                : best(stem, in: titleStems) >= 0.8
                    ? .title : best(stem, in: questionStems) >= 0.8 ? .question : .nowhere
            var held: [Int: Double] = [:]
            for place in found {
                let number = span.tokens[place.index].sentence
                held[number] = max(held[number] ?? 0, place.level)
            }
            for (number, level) in held { carried[number] += weight(index) * level }
        }
    }

    /// Takes for each word the place that lies nearest to the places of its neighbours.
    private func align() {
        for index in sentence.content {
            guard let choices = places[index], !choices.isEmpty else { continue }
            var best: (score: Double, place: Place)?
            for place in choices {
                let token = span.tokens[place.index]
                var near = 0.0
                for other in sentence.content where other != index && abs(other - index) <= 8 {
                    let isNear = (places[other] ?? []).contains {
                        abs($0.index - place.index) <= 10 && span.tokens[$0.index].sentence == token.sentence
                    }
                    if isNear { near += 1 }
                }
                for (number, quantity) in sentence.quantities.enumerated() where abs(quantity.start - index) <= 8 {
                    if agreeing[number].contains(where: { abs(span.quantities[$0.index].start - place.index) <= 10 }) {
                        near += 1
                    }
                }
                let score = place.level * 1.5 + near * 0.3 + carried[token.sentence] * 0.15
                if best == nil || score > (best?.score ?? 0) + 1e-9
                    || (abs(score - (best?.score ?? 0)) <= 1e-9 && place.index < (best?.place.index ?? 0))
                {
                    best = (score, place)
                }
            }
            aligned[index] = best?.place
        }
        let top = carried.max() ?? 0
        let first = carried.firstIndex(of: top) ?? 0
        var reached = Set(aligned.values.map { span.tokens[$0.index].sentence })
        for matches in agreeing {
            if let match = matches.first { reached.insert(span.tokens[span.quantities[match.index].start].sentence) }
        }
        main = Set(reached.filter { carried[$0] >= 0.35 * top })
        if main.isEmpty { main = [first] }
    }
}
