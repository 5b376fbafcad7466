import KapellText

/// Reads a question as it is meant behind an earlier one: "And for the lease?", "How much is it?".
package enum FollowUp {
    /// Earlier questions that are taken.
    package static let mostEarlier = 16

    /// - Parameters:
    ///   - earlier: the question before, as it was read then.
    ///   - named: for each word of `earlier`, whether it names a document.
    ///   - names: whether `question` names a document.
    /// - Returns: the question in full; `nil` when it stands for itself.
    package static func read(_ question: String, after earlier: String, named: [Bool], names: Bool) -> String? {
        let words = Words.split(question)
        let folded = words.map(\.text)
        let line = WordLine(folded)
        let telling = folded.filter { !StopWords.all.contains($0) && !fillers.contains($0) }
        let opens = openings.contains { opening in folded.starts(with: opening) }
        let asks = folded.contains { asking.contains($0) }
        let points = pointers.contains(where: line.holds)
        if opens && !asks || opens && telling.count <= 2 || (!asks && telling.count <= 2 && names) {
            // Only what is new: the earlier question about something else.
            return "\(names ? without(earlier, named) : earlier.onOneLine) \(question.onOneLine)"
        }
        guard points || opens || telling.count <= 1 else { return nil }
        let subject = Words.split(names ? without(earlier, named) : earlier)
            .filter { !StopWords.all.contains($0.text) && !asking.contains($0.text) && !fillers.contains($0.text) }
            .map { $0.isCapitalised ? $0.text.prefix(1).uppercased() + $0.text.dropFirst() : $0.text }
        return subject.isEmpty ? nil : "\(subject.joined(separator: " ")): \(question.onOneLine)"
    }

    /// The earlier question without the words that name its documents.
    private static func without(_ text: String, _ named: [Bool]) -> String {
        let bytes = Array(text.utf8)
        var kept: [UInt8] = []
        var end = 0
        for (word, isName) in zip(Words.split(text), named) where isName {
            kept += bytes[end..<word.start]
            end = word.end
        }
        return String(decoding: kept + bytes[end...], as: UTF8.self).onOneLine
    }

    private static let openings = [
        "and", "what about", "how about", "for the", "in the", "under the", "or", "but", "also",
    ].map { $0.split(separator: " ").map(String.init) }
    private static let pointers = [
        "it", "its", "they", "them", "their", "that", "this", "those", "these", "there", "he", "she", "his", "her",
        "one",
        "then",
    ]
    private static let asking: Set<String> = [
        "what", "which", "who", "whom", "when", "where", "how", "why", "does", "do", "is", "are", "can", "may", "must",
        "did", "was", "were", "has", "have", "will", "shall",
    ]
    private static let fillers: Set<String> = ["about", "please", "tell", "then", "also", "much", "many", "long"]
}
