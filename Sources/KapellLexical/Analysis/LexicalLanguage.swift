/// The language whose endings and stop words an analyser knows.
public enum LexicalLanguage: String, Sendable, Hashable, CaseIterable {
    /// No language: words stay as they are written, and no word is a stop word.
    case none
    case english = "en"
    case german = "de"
    case french = "fr"
    case spanish = "es"
}
