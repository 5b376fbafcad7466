/// Makes terms out of the words that a ``TextScanner`` finds.
struct TermFormer {
    private let analyzer: Analyzer
    private let stopWords: Set<[UInt8]>

    init(_ analyzer: Analyzer) {
        self.analyzer = analyzer
        stopWords = LexicalStopWords.bytes(of: analyzer.language)
    }

    /// Whether the language has the word, folded, as a stop word.
    func isStopWord(_ surface: UnsafeBufferPointer<UInt8>) -> Bool {
        !stopWords.isEmpty && surface.count < 16 && stopWords.contains(Array(surface))
    }

    /// The word without marks, where the analyser folds them.
    func form(_ surface: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        withoutMarks(Array(surface))
    }

    /// The word's stem.
    func term(_ surface: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        // English has no letters with marks; words from elsewhere are stemmed without them, so that both spellings meet.
        let own = analyzer.language == .english ? form(surface) : Array(surface)
        guard analyzer.stems,
            let stem = LexicalStemmer.stem(
                String(decoding: own, as: UTF8.self), language: analyzer.language, version: analyzer.version),
            !stem.isEmpty
        else { return form(surface) }
        var result: [UInt8] = []
        result.reserveCapacity(stem.count)
        for letter in stem { result.appendUTF8(letter) }
        return withoutMarks(result)
    }

    private func withoutMarks(_ bytes: [UInt8]) -> [UInt8] {
        guard analyzer.diacritics == .fold, bytes.contains(where: { $0 >= 0x80 }) else { return bytes }
        var result: [UInt8] = []
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            ScalarFolding.plain(scalar.value) { result.appendUTF8($0) }
        }
        return result.isEmpty ? bytes : result
    }
}

extension [UInt8] {
    mutating func appendUTF8(_ value: UInt32) {
        if value < 0x80 {
            append(UInt8(value))
        } else if let scalar = Unicode.Scalar(value) {
            append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        }
    }
}
