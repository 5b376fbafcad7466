import KapellCore
import KapellJSON

/// The languages of a schema's strings, numbers and patterns, each made once.
struct LanguageCache {
    let limit: Int
    private var patterns: [String: RegularLanguage] = [:]
    private var strings: [StringShape: RegularLanguage] = [:]
    private var numbers: [NumberShape: RegularLanguage] = [:]

    init(limit: Int) { self.limit = limit }

    /// The texts in some part of which an expression matches.
    mutating func pattern(_ text: String) throws(KapellError) -> RegularLanguage {
        if let known = patterns[text] { return known }
        let language = try RegularLanguage.pattern(text, isSearch: true, limit: limit)
        patterns[text] = language
        return language
    }

    mutating func string(_ shape: StringShape) throws(KapellError) -> RegularLanguage {
        if let known = strings[shape] { return known }
        var language: RegularLanguage?
        func meet(_ other: RegularLanguage) throws(KapellError) {
            language = try language?.combined(.intersection, other, limit: limit) ?? other
        }
        for format in shape.formats.sorted() {
            if let language = try StringFormats.language(format) { try meet(language) }
        }
        for text in shape.patterns.sorted() { try meet(pattern(text)) }
        if shape.least > 0 || shape.most != nil {
            try meet(RegularLanguage.length(shape.least, shape.most, limit: limit))
        }
        strings[shape] = language ?? .anything
        return language ?? .anything
    }

    mutating func number(_ shape: NumberShape) throws(KapellError) -> RegularLanguage {
        if let known = numbers[shape] { return known }
        let language = try NumberLanguages.language(shape, limit: limit)
        numbers[shape] = language
        return language
    }
}
