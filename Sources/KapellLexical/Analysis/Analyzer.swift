/// How texts and queries are cut into terms.
///
/// An analyser is a value with a version. The same version and options give the same terms for ever; what changes
/// terms gets a new version. An index stores ``identifier`` and refuses to be opened with another one, since terms of
/// two analysers do not meet.
///
/// Words are cut by the rules of UAX #29, read lightly: letters, digits, marks and underscores belong together, also
/// an apostrophe between letters and a point or comma between digits. Other signs divide: the parts of an e-mail
/// address or of `a.b` are words that follow each other, and a phrase finds them. `C++`, `C#` and `F#` stay whole.
/// Scripts without spaces (Chinese, Japanese, Thai, Hangul too) are cut into pairs of characters, or into characters.
/// Terms are lower case, of one width, without ligatures; a term of more than 200 bytes is cut there.
public struct Analyzer: Sendable, Hashable {
    /// What happens to words that say nothing about a text's subject.
    public enum StopWords: String, Sendable, Hashable, CaseIterable {
        /// They are words as all others.
        case keep
        /// They are indexed, and left out of a bag of words that holds other words too. Phrases keep them.
        case skipInQueries = "query"
        /// They are not indexed and not searched. Their places stay empty, so that phrases fit.
        case remove
    }

    /// What happens to accents and other marks over letters.
    public enum Diacritics: String, Sendable, Hashable, CaseIterable {
        /// `é` and `e` are the same, after stemming.
        case fold
        /// `é` and `e` are different letters.
        case keep
    }

    /// How scripts without spaces are cut.
    public enum Ideographs: String, Sendable, Hashable, CaseIterable {
        /// Into pairs of neighbours, and the last character of a run.
        case pairs
        /// Into characters.
        case characters
    }

    /// The newest version of the rules. Version 1 did not stem words with letters outside Latin-1, such as `œuvres`;
    /// version 2 took some `y` of French for consonants that are none, as in `stégomyie`.
    public static let currentVersion = 3
    /// The longest term in bytes.
    public static let maximumTermBytes = 200

    /// The version of the rules.
    public let version: Int
    /// The language of the stemmer and the stop words.
    public let language: LexicalLanguage
    public let stopWords: StopWords
    public let diacritics: Diacritics
    public let ideographs: Ideographs
    /// Whether words are reduced to stems.
    public let stems: Bool

    /// An analyser of a version of the rules.
    /// - Throws: `LexicalError.unknownAnalyzer` for a version that this program does not have.
    public init(
        version: Int = Analyzer.currentVersion, language: LexicalLanguage, stopWords: StopWords = .skipInQueries,
        diacritics: Diacritics = .fold, ideographs: Ideographs = .pairs, stems: Bool = true
    ) throws(LexicalError) {
        guard (1...Self.currentVersion).contains(version) else { throw .unknownAnalyzer("version \(version)") }
        self.version = version
        self.language = language
        self.stopWords = stopWords
        self.diacritics = diacritics
        self.ideographs = ideographs
        self.stems = stems && language != .none
    }

    /// The analyser of an ``identifier``.
    /// - Throws: `LexicalError.unknownAnalyzer` for what is not one of this program's.
    public init(identifier: String) throws(LexicalError) {
        var values: [Substring: String] = [:]
        for part in identifier.split(separator: ";") {
            guard let equals = part.firstIndex(of: "=") else { throw .unknownAnalyzer(identifier) }
            values[part[..<equals]] = String(part[part.index(after: equals)...])
        }
        guard let version = values["kapell"].flatMap({ Int($0) }),
            let language = values["language"].flatMap(LexicalLanguage.init(rawValue:)),
            let stopWords = values["stop"].flatMap(StopWords.init(rawValue:)),
            let diacritics = values["marks"].flatMap(Diacritics.init(rawValue:)),
            let ideographs = values["ideographs"].flatMap(Ideographs.init(rawValue:)), let stems = values["stems"]
        else { throw .unknownAnalyzer(identifier) }
        try self.init(
            version: version, language: language, stopWords: stopWords, diacritics: diacritics,
            ideographs: ideographs, stems: stems == "yes")
        guard self.identifier == identifier else { throw .unknownAnalyzer(identifier) }
    }

    /// The version and every option in one line, which is stored with an index.
    public var identifier: String {
        "kapell=\(version);language=\(language.rawValue);stop=\(stopWords.rawValue);marks=\(diacritics.rawValue);"
            + "ideographs=\(ideographs.rawValue);stems=\(stems ? "yes" : "no")"
    }

    /// The tokens of a text, in order.
    /// - Parameter isQuery: Whether the text is part of a query. A run of ideographs then gives no single character at
    ///   its end, which a document has so that single characters can be found too.
    public func tokens(_ text: String, isQuery: Bool = false) -> [LexicalToken] {
        tokens(text, isQuery: isQuery, keepsStopWords: stopWords != .remove)
    }

    /// The tokens of what may be only a part of a word, so that it is no stop word: `the` of `the*`.
    func patternTokens(_ text: String) -> [LexicalToken] { tokens(text, isQuery: true, keepsStopWords: true) }

    /// What words begin with that a prefix asks for; an underscore at its end, which ends no word, stays: `max_`.
    static func prefix(_ form: String, of text: String) -> String { text.hasSuffix("_") ? form + "_" : form }

    private func tokens(_ text: String, isQuery: Bool, keepsStopWords: Bool) -> [LexicalToken] {
        var tokens: [LexicalToken] = []
        let former = TermFormer(self)
        TextScanner.scan(text, ideographs: ideographs, isQuery: isQuery) { scanner in
            while scanner.next() {
                let surface = scanner.term
                let isStop = former.isStopWord(surface)
                let position = scanner.position
                if isStop, !keepsStopWords { continue }
                tokens.append(
                    LexicalToken(
                        term: String(decoding: former.term(surface), as: UTF8.self),
                        form: String(decoding: former.form(surface), as: UTF8.self),
                        bytes: scanner.start..<scanner.end, position: position, isStopWord: isStop))
            }
        }
        return tokens
    }
}
