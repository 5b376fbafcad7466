/// What a search looks for. Words are cut and folded by the index's analyser.
///
/// Where no field is named, a word may be in any field, and its scores in the fields are added.
public indirect enum LexicalQuery: Sendable, Hashable {
    /// A bag of words. A document matches when it holds at least `minimum` different ones of them.
    case words(String, minimum: Int = 1, field: String? = nil)
    /// A bag of words of which every one must be there.
    case allWords(String, field: String? = nil)
    /// Words one behind the other. With `slop`, the words may be moved by so many places in sum: the distances of the
    /// words to their places in the phrase differ by no more than that.
    case phrase(String, slop: Int = 0, field: String? = nil)
    /// Words, before stemming, that begin so.
    case prefix(String, field: String? = nil)
    /// Words, before stemming, that become this one by at most `distance` (0 to 2) insertions, deletions and
    /// replacements of letters. The first `exact` letters must be as they are.
    case fuzzy(String, distance: Int = 1, exact: Int = 1, field: String? = nil)
    /// A combination. `must` all match, `mustNot` none, and of `should` at least `minimum`: by default one, or none
    /// where there is a `must`. A part in which the analyser finds no word is left out.
    case combined(
        must: [LexicalQuery] = [], should: [LexicalQuery] = [], mustNot: [LexicalQuery] = [], minimum: Int? = nil)
    /// A query whose score is multiplied.
    case boosted(LexicalQuery, by: Double)
}
