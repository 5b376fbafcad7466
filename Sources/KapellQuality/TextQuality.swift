package import KapellCore

/// What a document's text shows by itself: its language, its words, and what is wrong with it.
///
/// One pass over the text for the judgement, one for each of the marks that it is compared with others by; the time is
/// linear in its length and the memory bounded beyond the marks.
package enum TextQuality {
    /// The version of these rules: what was judged by another one is judged again.
    package static let rules = 1

    /// Judges a text.
    ///
    /// - Parameters:
    ///   - pages: how many pages it fills; `nil` where its format has none.
    ///   - confidence: of the recognition of its scanned pages, 0…1; `nil` where nothing was recognised.
    ///   - isProse: whether it is written for people: of source code and tables of numbers neither the language nor the
    ///     form of words is judged.
    package static func of(
        _ text: String, pages: Int? = nil, confidence: Double? = nil, isProse: Bool = true
    ) -> DocumentQuality {
        let measures = TextMeasures(text)
        var findings: [DocumentFinding] = []
        if let finding = amount(measures, pages) { findings.append(finding) }
        if let finding = garbled(measures, isProse) { findings.append(finding) }
        if let finding = encoding(measures) { findings.append(finding) }
        if let confidence, confidence < leastConfidence {
            findings.append(
                DocumentFinding(
                    .recognition, share: confidence,
                    message: "Its text was recognised on scanned pages, with a confidence of \(percent(confidence)); "
                        + "words may be wrong."))
        }
        return DocumentQuality(
            rules: rules, language: isProse ? measures.language.language : LanguageCounts.undetermined,
            words: measures.words, findings: findings, signature: MinHashSignature(Shingles(text)).bytes,
            lines: LineMarks(text).bytes)
    }

    /// A text in another language than the one that is expected.
    ///
    /// - Returns: `nil` where the language is right or not known.
    package static func wrongLanguage(_ language: String, expected: String) -> DocumentFinding? {
        guard language != LanguageCounts.undetermined, language != expected else { return nil }
        return DocumentFinding(
            .language, share: 1,
            message: "It is written in \(name(language)); the knowledge base is in \(name(expected)).")
    }

    /// Languages that are told apart, by their two letters.
    package static var languages: [String] { FunctionWords.languages }

    package static let leastConfidence = 0.7
    package static let fewestWords = 8
    package static let fewestWordsOfPage = 10.0
    package static let mostBroken = 0.02
    package static let mostUnspeakable = 0.25
    package static let mostSingle = 0.5
    package static let mostUnbroken = 0.3
    package static let mostMisread = 0.2

    private static func amount(_ measures: TextMeasures, _ pages: Int?) -> DocumentFinding? {
        guard measures.words > 0 else {
            return DocumentFinding(.empty, share: 1, message: "There is no word in it; nothing in it can be found.")
        }
        let pages = pages ?? 0
        let perPage = Double(measures.words) / Double(max(1, pages))
        if measures.words < fewestWords {
            return DocumentFinding(
                .sparse, share: 1 - Double(measures.words) / Double(fewestWords),
                message: "It has only \(measures.words) \(measures.words == 1 ? "word" : "words").")
        }
        guard pages > 1, perPage < fewestWordsOfPage else { return nil }
        return DocumentFinding(
            .sparse, share: 1 - perPage / fewestWordsOfPage,
            message: "It has only \(measures.words) words on \(pages) pages; what is on them may be pictures.")
    }

    /// The worst of the ways in which a text is no text.
    private static func garbled(_ measures: TextMeasures, _ isProse: Bool) -> DocumentFinding? {
        func share(_ part: Int, of whole: Int, least: Int) -> Double {
            whole >= least ? Double(part) / Double(whole) : 0
        }
        let broken = share(measures.broken, of: measures.visible, least: 1)
        if broken > mostBroken {
            return DocumentFinding(
                .garbled, share: broken,
                message: "\(percent(broken)) of its signs have no meaning: its fonts or its encoding "
                    + "were not understood.")
        }
        guard isProse else { return nil }
        let single = share(measures.single, of: measures.latin, least: 40)
        if single > mostSingle {
            return DocumentFinding(
                .garbled, share: single,
                message: "\(percent(single)) of its words are single letters: its words are torn.")
        }
        let unspeakable = share(measures.unspeakable, of: measures.long, least: 20)
        if unspeakable > mostUnspeakable {
            return DocumentFinding(
                .garbled, share: unspeakable,
                message: "\(percent(unspeakable)) of its longer words have no vowel: it may be encoded or badly "
                    + "recognised.")
        }
        let unbroken = share(measures.unbroken, of: measures.bytes, least: 200)
        if unbroken > mostUnbroken {
            return DocumentFinding(
                .garbled, share: unbroken,
                message: "\(percent(unbroken)) of it are runs of more than \(TextMeasures.longestWord) signs without a "
                    + "space: data, not words.")
        }
        return nil
    }

    private static func encoding(_ measures: TextMeasures) -> DocumentFinding? {
        // A misread letter is one or two letters beyond ASCII; other such letters speak for the encoding.
        let share = Double(measures.misread) / Double(max(measures.accented, measures.misread, 1))
        guard measures.misread >= 3, share > mostMisread else { return nil }
        return DocumentFinding(
            .encoding, share: share,
            message: "Letters such as é appear as Ã©: it was saved as UTF-8 and read as another encoding, in "
                + "\(measures.misread) places.")
    }

    /// Whole percent, but never 0 or 100 for what is neither.
    static func percent(_ share: Double) -> String {
        let rounded = Int((100 * share).rounded())
        if rounded == 0, share > 0 { return "less than 1%" }
        if rounded == 100, share < 1 { return "more than 99%" }
        return "\(rounded)%"
    }

    private static func name(_ language: String) -> String {
        [
            "en": "English", "de": "German", "fr": "French", "es": "Spanish", "it": "Italian", "nl": "Dutch",
            "pt": "Portuguese",
        ][language] ?? language
    }
}

extension BoilerplateSurvey {
    /// What a share of repeated lines is to a reader; `nil` where it is little.
    package static func finding(_ share: Double) -> DocumentFinding? {
        guard share >= leastShare else { return nil }
        return DocumentFinding(
            .boilerplate, share: share,
            message: "\(TextQuality.percent(share)) of it stands in most documents of its folder.")
    }
}

extension DuplicateSearch {
    /// What a near duplicate is to a reader.
    ///
    /// - Parameters:
    ///   - name: of the other document.
    ///   - others: how many further documents are as near.
    package static func finding(_ similarity: Double, of document: Int64, name: String, others: Int) -> DocumentFinding
    {
        let more = others == 0 ? "" : ", and of \(others) more"
        let what = similarity >= 1 ? "It says the same as \(name)\(more)." : "It is nearly the same as \(name)\(more)"
        return DocumentFinding(
            .duplicate, share: similarity,
            message: similarity >= 1 ? what : "\(what): \(TextQuality.percent(similarity)) of both is common.",
            document: document)
    }
}
