/// A word, a number or a sign of a text that is compared.
struct Token {
    enum Kind { case word, number, sign }

    /// Lower case, without a possessive ending.
    var text: String
    var stem: String
    var kind: Kind
    /// Whether it was written with a capital letter at its front, and with capital letters only.
    var isCapitalised = false
    var isUpper = false
    var index = 0
    /// Number of its sentence or table row, and of its part between commas.
    var sentence = 0
    var part = 0
    /// Offsets in the normal text, in scalars.
    var start = 0
    var end = 0
    /// Index of the quantity that it belongs to.
    var quantity: Int?
    /// Whether it belongs to a phrase that has a class.
    var isOperator = false

    var isGrammar: Bool { CommonWords.grammar.contains(text) }
}
