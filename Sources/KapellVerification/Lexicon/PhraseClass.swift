/// A class of words and phrases that change what a sentence claims.
enum PhraseClass: String, Sendable, CaseIterable {
    case max, min, gt, lt, within, about
    case greater, lesser, earlier, later
    case free, prohib, perm, obl
    case neg, without
    case except, prov, `if`, only
    case univ, each, both, some
    case before, after, from, during

    /// Classes of which one may take the other's place.
    var group: PhraseClass {
        switch self {
        case .prohib, .without, .free: .neg
        case .within: .max
        case .each: .univ
        case .prov: .if
        default: self
        }
    }

    /// Classes that change a claim where they are put in, left out or exchanged inside copied words.
    static let compared: Set<PhraseClass> = Set(allCases).subtracting([.about])
}
