/// Texts of a provider within our errors.
package enum ProviderText {
    /// Bytes that are kept of a message.
    package static let limit = 600

    /// `text` on one line, cut to a bearable length, without anything that looks like a key.
    package static func cleaned(_ text: String) -> String {
        var words: [Substring] = []
        var isAfterBearer = false
        for word in String(decoding: text.utf8.prefix(limit), as: UTF8.self).split(whereSeparator: \.isWhitespace) {
            words.append(isAfterBearer || isSecret(word) ? "[key]" : withoutQuery(word))
            isAfterBearer = word.lowercased() == "bearer"
        }
        return words.joined(separator: " ")
    }

    /// Beginnings of the keys of well-known providers.
    private static let marks = ["sk-", "sk_", "gsk_", "hf_", "AIza", "xai-", "pplx-", "AKIA", "ASIA", "nvapi-", "csk-"]

    private static func isSecret(_ word: Substring) -> Bool {
        let bare = word.drop { !$0.isLetter }
        return marks.contains { bare.hasPrefix($0) && bare.utf8.count > $0.utf8.count + 4 }
            || marks.contains { word.contains("=" + $0) || word.contains(":" + $0) }
    }

    /// An address without its query, which may hold a key.
    private static func withoutQuery(_ word: Substring) -> Substring {
        guard word.contains("://"), let query = word.firstIndex(of: "?") else { return word }
        return word[..<query]
    }
}
