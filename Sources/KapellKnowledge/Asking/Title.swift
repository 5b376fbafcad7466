import KapellCore
import KapellText

/// The words of a document's title, and the short names that can be made of them.
enum Title {
    struct Word: Sendable, Hashable {
        /// As it stands in the title, or with a capital where the title is a file name or in capitals.
        var shown: String
        /// In small letters.
        var folded: String
        /// Whether it may be left out of a short name.
        var isSmall: Bool
        /// What stands before the next word: a hyphen or a space.
        var joint = " "
    }

    /// Bytes of a line that is looked at, and words of a title.
    private static let lineBytes = 120
    private static let mostWords = 16

    /// The titles of a document: its file name without what holds digits, and its first two lines.
    static func all(of opening: DocumentOpening) -> [[Word]] {
        let file = opening.name.split(separator: "/").last.map(String.init) ?? opening.name
        let stem = file.split(separator: ".").first.map(String.init) ?? file
        var titles = [words(stem.map { "_".contains($0) ? " " : String($0) }.joined(), isName: true)]
        let lines = opening.text.split(whereSeparator: \.isNewline).lazy.map { $0.trimmingSpace }
            .filter { !$0.isEmpty }
        for line in lines.prefix(2) {
            // A line that is cut says less than it seems to.
            guard line.utf8.count <= lineBytes else { continue }
            titles += line.split(whereSeparator: { ",;:()[]|".contains($0) }).map { words(String($0), isName: false) }
        }
        return titles.filter { !$0.isEmpty }
    }

    /// The capitalised words at the end of a text that begin or end with a kind of document; nil where there are none.
    static func ending(_ text: Substring) -> [Word]? {
        let part = text.split(omittingEmptySubsequences: false) { ".;:\n\r".contains($0) }.last ?? ""
        var run = words(String(part.suffix(lineBytes)), isName: false)
        let last = run.lastIndex { !$0.isSmall && (!isCapitalised($0.shown) || pointers.contains($0.folded)) }
        if let last { run = Array(run[(last + 1)...]) }
        while run.first?.isSmall == true { run.removeFirst() }
        return isKind(run[...]) ? run : nil
    }

    /// The part of a title whose initials are `short`: a kind of document, or the whole title.
    ///
    /// Words such as "of" and "and" may count or not: `SOW` and `SW` are a `Statement of Work`.
    static func run(of title: [Word], called short: String) -> [Word]? {
        for start in title.indices where !title[start].isSmall {
            for end in title.indices[start...] where !title[end].isSmall {
                let run = title[start...end]
                guard initials(run, withSmall: true) == short || initials(run, withSmall: false) == short,
                    run.count > 1, isKind(run) || (run.count == title.count && run.count > 2),
                    run.allSatisfy({ $0.isSmall || isCapitalised($0.shown) })
                else { continue }
                return Array(run)
            }
        }
        return nil
    }

    private static func initials(_ run: ArraySlice<Word>, withSmall: Bool) -> String {
        String(run.filter { withSmall || !$0.isSmall }.compactMap(\.shown.first)).uppercased()
    }

    /// Whether it is a kind of document: a "… agreement", a "statement of …", a "contract for …".
    private static func isKind(_ run: ArraySlice<Word>) -> Bool {
        guard let last = run.last, run.count > 1 else { return false }
        if kinds.contains(last.folded) { return true }
        guard let joint = run.firstIndex(where: { joints.contains($0.folded) }), joint > run.startIndex else {
            return false
        }
        return kinds.contains(run[joint - 1].folded)
    }

    private static func words(_ text: String, isName: Bool) -> [Word] {
        let bytes = Array(text.utf8)
        let words = Words.split(text)
        // A line in capitals, and a file's name, do not say which words are names.
        let isPlain = isName || !bytes.contains { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
        let next = words.dropFirst().map { Optional($0.start) } + [nil]
        return zip(words, next).prefix(mostWords).filter { !$0.0.text.utf8.contains(where: \.isDigit) }.map {
            word, next in
            let isSmall = small.contains(word.text)
            var shown = String(decoding: bytes[word.start..<word.end], as: UTF8.self)
            if isPlain { shown = isSmall ? word.text : word.text.prefix(1).uppercased() + word.text.dropFirst() }
            let isHyphen = next.map { bytes[word.end..<$0].elementsEqual("-".utf8) } ?? false
            return Word(
                shown: shown, folded: word.text, isSmall: isSmall, joint: isHyphen && !isName ? "-" : " ")
        }
    }

    private static func isCapitalised(_ word: String) -> Bool {
        word.utf8.first.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) } ?? false
    }

    private static let joints: Set<String> = ["of", "for", "on", "to"]
    private static let pointers: Set<String> = ["this", "these", "that", "our", "your"]
    private static let small: Set<String> = [
        "of", "and", "the", "for", "to", "on", "in", "a", "an", "or", "by", "with",
    ]
    private static let kinds: Set<String> = [
        "agreement", "contract", "lease", "licence", "license", "policy", "statement", "order", "addendum", "amendment",
        "deed", "plan", "terms", "act", "notice", "schedule", "manual", "standard", "code", "report", "letter",
        "memorandum", "guarantee", "warranty", "bond", "charter", "rules", "regulations", "handbook", "guide",
        "specification", "protocol", "procedure", "framework", "conditions", "undertaking", "mortgage", "annex",
        "appendix",
        "exhibit", "bylaws", "articles", "note", "bill", "certificate", "directive", "regulation",
    ]
}
