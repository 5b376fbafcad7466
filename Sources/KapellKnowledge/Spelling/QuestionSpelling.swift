package import KapellText

/// Reads a word of a question that is in no document as the one that was meant, where a typing error explains it.
///
/// A word that is right but not in the documents must stay: it is why the question has no answer. So a word is left alone
/// when it is an everyday one, when it holds digits or other letters than a to z, when it is written as a name, and when
/// too much of the question is unknown.
package struct QuestionSpelling: Sendable {
    /// Words of a question that are looked at, and those among them for which a nearer one is looked for.
    package static let mostWords = 64
    package static let mostLookedUp = 12

    /// A word and what it is read as.
    package struct Correction: Sendable, Hashable {
        package var typed: String
        package var read: String
        /// Byte offsets in the question.
        package var span: Range<Int>
    }

    let vocabulary: DocumentVocabulary
    /// Whether a word is known for a right one, though no document has it.
    let isRight: @Sendable (String) -> Bool

    package init(vocabulary: DocumentVocabulary, isRight: @escaping @Sendable (String) -> Bool = { _ in false }) {
        self.vocabulary = vocabulary
        self.isRight = isRight
    }

    /// The words of a question that may hold an error; none when they are too many.
    ///
    /// - Parameter isKnown: whether the documents, or their names, have a word.
    package static func unknown(
        in question: String, isKnown: (String) throws -> Bool
    ) rethrows -> [Words.Word] {
        let all = Words.split(question)
        let shouts = all.allSatisfy(\.isCapitalised)
        let bytes = Array(question.utf8)
        let telling = all.enumerated().filter { index, word in
            let plain = bytes[word.start..<word.end].allSatisfy {
                $0 | 0x20 >= UInt8(ascii: "a") && $0 | 0x20 <= UInt8(ascii: "z")
            }
            return plain && !StopWords.all.contains(word.text)
                && word.text.utf8.count >= DocumentVocabulary.leastLetters
                && (index == 0 || shouts || !word.isCapitalised)
        }.map(\.element)
        var unknown: [Words.Word] = []
        var seen: Set<String> = []
        for word in telling.prefix(mostWords)
        where !EverydayWords.all.contains(word.text) && seen.insert(word.text).inserted {
            if try !isKnown(word.text) { unknown.append(word) }
        }
        return unknown.count > mostLookedUp ? [] : unknown
    }

    /// What `unknown` words of a question are read as.
    package func corrections(of unknown: [Words.Word], in question: String) -> [Correction] {
        let found = unknown.prefix(Self.mostLookedUp).compactMap { word -> Correction? in
            guard !EverydayWords.holds(word.text), !isRight(word.text), let read = vocabulary.nearest(to: word.text)
            else { return nil }
            return Correction(typed: word.text, read: read, span: word.start..<word.end)
        }
        // A question in another language, or noise: what is near one of its words is near by chance.
        return 2 * found.count < unknown.count ? [] : found
    }

    /// A word, and what it may be a form of: `contradict` of `contradicts`, `sublet` of `subletting`.
    package static func plainForms(of word: String) -> [String] {
        var forms = [word]
        for ending in ["s", "es", "ed", "d", "ing", "er", "or", "ly", "al", "ment", "ness", "able"]
        where word.hasSuffix(ending) && word.utf8.count >= ending.utf8.count + 4 {
            let form = String(word.dropLast(ending.utf8.count))
            forms += [form, form + "e"]
            if let last = form.utf8.last, form.utf8.dropLast().last == last { forms.append(String(form.dropLast())) }
        }
        return forms
    }

    /// The question with its words corrected, wherever they stand.
    package static func applying(_ corrections: [Correction], to question: String) -> String {
        guard !corrections.isEmpty else { return question }
        let read = Dictionary(corrections.map { ($0.typed, $0.read) }, uniquingKeysWith: { first, _ in first })
        let bytes = Array(question.utf8)
        var result: [UInt8] = []
        var end = 0
        for word in Words.split(question) {
            guard var text = read[word.text], word.end - word.start == word.text.utf8.count else { continue }
            let typed = bytes[word.start..<word.end]
            if word.isCapitalised {
                let shouts = typed.allSatisfy { $0 < UInt8(ascii: "a") }
                text = shouts ? text.uppercased() : text.prefix(1).uppercased() + text.dropFirst()
            }
            result += bytes[end..<word.start] + Array(text.utf8)
            end = word.end
        }
        return String(decoding: result + bytes[end...], as: UTF8.self)
    }
}
