package import KapellCore
import KapellText

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// What the documents of a knowledge base are called, and which of them a question means.
///
/// A document is called by its file name and by its first two lines: "under version 3 of the GPL" means `GPL-3`, and
/// "in the lease" means the file that opens with `OFFICE LEASE`.
package struct DocumentNames: Sendable {
    /// Which documents a question means.
    package struct Match: Sendable {
        /// For each document, how much of the question's words is in its name, weighted by rarity among names.
        package var strengths: [Int64: Double] = [:]
        /// The largest of them.
        package var best = 0.0
        /// The documents that have it; none when the question names none, or all alike.
        package var documents: Set<Int64> = []
        /// For each document, the words of the question that are in its name.
        package var shared: [Int64: Set<String>] = [:]
        /// How rare each word of the question is among the names.
        package var rarities: [String: Double] = [:]
        /// Words of the question that only say which document is meant.
        package var words: Set<String> = []

        func rarity(of words: Set<String>) -> Double { words.reduce(0) { $0 + (rarities[$1] ?? 0) } }

        /// The same for a question about these documents alone: none of them is less meant than another.
        func only(_ documents: Set<Int64>) -> Match {
            var match = self
            match.documents = documents
            for document in documents { match.strengths[document] = best }
            return match
        }

        /// By how much another document's name fits the question better than this one's.
        func elsewhere(_ document: Int64) -> Double { best - (strengths[document] ?? 0) }
    }

    private let names: [Int64: Set<String>]
    /// Words of the file names alone.
    private let files: [Int64: Set<String>]
    /// Documents that have a name.
    package var count: Int { names.count }
    private let rarity: [String: Double]
    /// What short names of documents stand for.
    package let acronyms: Acronyms

    /// Words that are in most names say nothing about which is meant.
    private static let leastRarity = 0.35
    /// Below this, a match is too faint to take words out of the question.
    private static let clear = 1.0
    /// Bytes of the first lines that count as a name.
    private static let lineBytes = 120

    package init(_ openings: [DocumentOpening]) {
        var names: [Int64: Set<String>] = [:]
        var files: [Int64: Set<String>] = [:]
        var counts: [String: Int] = [:]
        for opening in openings {
            let file = Self.words(Self.stem(of: opening.name))
            files[opening.document] = file
            let words = file.union(Self.words(Self.firstLines(opening.text)))
            names[opening.document] = words
            for word in words { counts[word, default: 0] += 1 }
        }
        self.names = names
        self.files = files
        acronyms = Acronyms(openings)
        let total = Double(openings.count) + 1
        rarity = counts.mapValues { max(0, log(total / (Double($0) + 0.5))) }
    }

    /// Words of a question that stand in a name without being written as one: with a small letter, and no digits.
    package func plainWords(in question: String) -> [(word: String, stem: String)] {
        var plain: [(String, String)] = []
        for word in Words.split(question) where !word.isCapitalised && !word.text.utf8.contains(where: \.isDigit) {
            let stem = word.stem
            if rarity[stem] != nil, !plain.contains(where: { $0.1 == stem }) { plain.append((word.text, stem)) }
        }
        return plain
    }

    /// The documents in whose names a word stands; all parts of it, as in `GPLv3`. A company may stand in the first
    /// lines of one document and be a party to others, so these alone decide less than a file's name.
    package func documents(called word: String) -> (byFile: Set<Int64>, all: Set<Int64>) {
        let asked = Self.words(word)
        guard !asked.isEmpty else { return ([], []) }
        return (
            Set(files.filter { asked.isSubset(of: $0.value) }.keys),
            Set(names.filter { asked.isSubset(of: $0.value) }.keys)
        )
    }

    /// - Parameter common: stems that say nothing about which document is meant, as most of them use the word.
    package func match(_ question: String, common: Set<String> = []) -> Match {
        let asked = Self.words(question).subtracting(common)
        var match = Match()
        match.rarities = rarity.filter { asked.contains($0.key) }
        for (document, words) in names {
            let shared = words.intersection(asked)
            let strength = shared.sorted().reduce(0) { $0 + (rarity[$1] ?? 0) }
            match.shared[document] = shared
            match.strengths[document] = strength
            match.best = max(match.best, strength)
        }
        guard match.best > 0 else { return match }
        let meant = names.keys.filter { match.strengths[$0] == match.best }
        if meant.count < names.count { match.documents = Set(meant) }
        if match.best >= Self.clear {
            for document in meant { match.words.formUnion(match.shared[document] ?? []) }
            match.words = match.words.filter { (rarity[$0] ?? 0) >= Self.leastRarity }
        }
        return match
    }

    /// Stems of the words of a name, cut between letters and digits: `GPLv3` is `gpl` and `3`, and `2.0` is `2`.
    package static func words(_ text: String) -> Set<String> {
        var words: Set<String> = []
        for word in Words.split(text).map(\.text) {
            let parts = parts(of: word)
            for (index, part) in parts.enumerated() where part != "v" && !StopWords.all.contains(part) {
                if part.utf8.first?.isDigit == true {
                    words.insert(version(part))
                } else if index + 1 < parts.count, part.utf8.count > 3, part.hasSuffix("v") {
                    words.insert(String(part.dropLast()))
                } else {
                    words.insert(Stemmer.normalStem(part))
                }
            }
        }
        return words
    }

    /// Runs of digits, with the points in them, and runs of everything else.
    private static func parts(of word: String) -> [String] {
        var parts: [[UInt8]] = []
        var wasDigit = false
        for byte in word.utf8 {
            let isDigit = byte.isDigit || (wasDigit && (byte == UInt8(ascii: ".") || byte == UInt8(ascii: ",")))
            if parts.isEmpty || isDigit != wasDigit { parts.append([]) }
            parts[parts.count - 1].append(byte)
            wasDigit = isDigit
        }
        return parts.map { String(decoding: $0, as: UTF8.self) }
    }

    private static func version(_ number: String) -> String {
        var number = number
        while number.hasSuffix(".0") { number.removeLast(2) }
        return number
    }

    /// A file's name without its folders and its extension; `.0` of a version is no extension.
    private static func stem(of name: String) -> String {
        let file = name.split(separator: "/").last.map(String.init) ?? name
        guard let dot = file.lastIndex(of: "."), dot != file.startIndex else { return file }
        let ending = file[file.index(after: dot)...]
        let isExtension = ending.utf8.count <= 5 && ending.utf8.first?.isDigit == false
        return isExtension ? String(file[..<dot]) : file
    }

    private static func firstLines(_ text: String) -> String {
        let lines = text.split(whereSeparator: \.isNewline).lazy.map { $0.trimmingSpace }.filter { !$0.isEmpty }
        return String(lines.prefix(2).joined(separator: " ").prefix(lineBytes))
    }
}
