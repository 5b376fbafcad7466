/// How many tokens a text takes in a vocabulary that is not known.
///
/// Byte-pair vocabularies of the last years give about four letters of English to a token, fewer of other languages in
/// Latin script, about two letters of Greek, Cyrillic, Arabic or Devanagari, and about one sign of Chinese, Japanese and
/// Korean. Digits come in threes; a sign of punctuation is a token. On prose the estimate is usually within a fifth of
/// the truth, on code and tables within a third. It is for budgets and for choosing a route, never for a bill.
public enum TokenEstimate {
    public static func tokens(in text: String) -> Int {
        // In twelfths of a token.
        var sum = 0
        var word = 0
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x41...0x5A, 0x61...0x7A:
                sum += word % 4 == 0 && word < 8 ? 6 : 2
                word += 1
            case 0x30...0x39: (sum, word) = (sum + 4, 0)
            case 0x20: (sum, word) = (sum, 0)
            case 0x09...0x0D: (sum, word) = (sum + 4, 0)
            case 0...0x7F: (sum, word) = (sum + 9, 0)
            case 0x80...0x24F: (sum, word) = (sum + 6, word + 1)
            case 0x250...0x1FFF: (sum, word) = (sum + 6, 0)
            case 0x2000...0x2FFF: (sum, word) = (sum + 12, 0)
            case 0x3000...0xD7FF, 0xF900...0xFFEF: (sum, word) = (sum + 12, 0)
            default: (sum, word) = (sum + 24, 0)
            }
        }
        return sum / 12 + (sum % 12 > 0 ? 1 : 0)
    }
}
