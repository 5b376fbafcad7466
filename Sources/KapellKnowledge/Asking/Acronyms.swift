package import KapellCore
import KapellText

/// What short names of documents stand for: `MSA` for a document that is titled `Master Services Agreement`.
///
/// Titles are file names and the first two lines; a short name that a document gives itself in brackets, as in
/// `Framework Contract for Hosting (the "FCH")`, counts as well. Only what is plain is read: a name in capitals that
/// stands for the same words in all documents.
package struct Acronyms: Sendable {
    /// Titles, each as its words, without those that come twice.
    private let titles: Set<[Title.Word]>
    /// Short names that documents define, with the words before the bracket.
    private let defined: [String: Set<[Title.Word]>]

    /// Letters of a short name.
    static let letters = 2...6

    package init(_ openings: [DocumentOpening]) {
        var titles: Set<[Title.Word]> = []
        var defined: [String: Set<[Title.Word]>] = [:]
        for opening in openings {
            for words in Title.all(of: opening) { titles.insert(words) }
            for part in SentenceForm.quotations(opening.text) {
                guard let short = Self.shortName(part.term), let words = Self.named(part) else { continue }
                defined[short, default: []].insert(words)
            }
        }
        self.titles = titles
        self.defined = defined
    }

    /// The words that a short name stands for; nil where it stands for none, or not for the same in all documents.
    package func reading(of short: String) -> String? {
        guard Self.shortName(short) != nil else { return nil }
        var readings: [[String]: [Title.Word]] = [:]
        func add(_ words: [Title.Word]) { readings[words.map(\.folded)] = words }
        for words in defined[short] ?? [] { add(Title.run(of: words, called: short) ?? words) }
        if readings.isEmpty {
            for words in titles { if let run = Title.run(of: words, called: short) { add(run) } }
        }
        guard readings.count == 1, let words = readings.values.first else { return nil }
        return words.reduce("") { $0 + $1.shown + $1.joint }.trimmingSpace
    }

    /// A word as a short name: two to six capital letters, and no abbreviation that everybody uses.
    static func shortName(_ word: String) -> String? {
        let isCapital = word.utf8.allSatisfy { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
        guard isCapital, letters.contains(word.utf8.count), !common.contains(word) else { return nil }
        return word
    }

    /// Whether text before a bracket ends with the words that a short name is read as.
    static func isNamed(_ part: SentenceForm.Quotation, _ reading: String) -> Bool? {
        guard part.behind.first == ")", let bracket = part.before.lastIndex(of: "("),
            Words.split(part.before[bracket...]).count <= 2
        else { return nil }
        let before = Words.split(part.before[..<bracket]).map(\.text)
        return before.suffix(12).joined(separator: " ").hasSuffix(
            Words.split(reading).map(\.text).joined(separator: " "))
    }

    /// The words of a document's kind before the bracket of `… Agreement (the "MSA")`; nil where none stand there.
    private static func named(_ part: SentenceForm.Quotation) -> [Title.Word]? {
        guard part.behind.first == ")", let bracket = part.before.lastIndex(of: "("),
            Words.split(part.before[bracket...]).count <= 2
        else { return nil }
        return Title.ending(part.before[..<bracket])
    }

    /// Abbreviations that mean the same without any document.
    private static let common: Set<String> = [
        "EU", "UK", "US", "USA", "UN", "EEA", "IT", "HR", "IP", "PC", "TV", "AM", "PM", "CV", "ID", "AI", "VAT", "CEO",
        "CFO",
        "CTO", "COO", "GDP", "GDPR", "EUR", "USD", "GBP", "CHF", "API", "PDF", "FAQ", "URL", "HTTP", "HTTPS", "OK",
        "NO",
        "YES", "AND", "OR", "NOT", "IF", "IS", "WHO", "WHAT", "WHEN", "ISO", "LLC", "LTD", "PLC", "INC", "GMBH", "AG",
        "SA",
        "CAD", "BC", "AD", "ADR", "ICC", "LLP", "II", "III", "IV", "VI", "VII", "IX", "XI", "XII",
    ]
}
