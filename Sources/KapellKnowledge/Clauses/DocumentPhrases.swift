import KapellText

/// Reads which documents a few words of a text name: "of the services agreement", "GPL version 3, section 13".
package struct DocumentPhrases {
    package enum Reading: Equatable {
        /// No name stands there.
        case nothing
        case documents(Set<Int64>)
        /// It looks like a name, and no document has it.
        case unknown
    }

    private let names: DocumentNames
    private let words: [Words.Word]
    private let bytes: [UInt8]

    package init(_ text: String, names: DocumentNames) {
        self.names = names
        words = Words.split(text)
        bytes = Array(text.utf8)
    }

    /// What stands behind a byte: "… of the services agreement".
    package func behind(_ offset: Int) -> Reading {
        guard let first = words.firstIndex(where: { $0.start >= offset }),
            Self.prepositions.contains(words[first].text),
            !isBroken(from: offset, to: words[first].start)
        else { return .nothing }
        return phrase(from: first + 1, isAttached: true)
    }

    /// What stands right before a byte: "the lease's clause 8".
    package func before(_ offset: Int) -> Reading {
        var documents: Set<Int64>?
        var end = offset
        for word in words.reversed() where word.end <= offset {
            guard !isBroken(from: word.end, to: end), !StopWords.all.contains(word.text) else { break }
            if word.text != "version" {
                let called = closest([word], names.documents(called: word.text).all)
                let both = documents.map { $0.intersection(called) } ?? called
                if both.isEmpty { break }
                documents = both
            }
            end = word.start
        }
        return documents.map { .documents($0) } ?? .nothing
    }

    /// The first name behind a preposition anywhere: "In the lease, what does clause 8 say?"
    package func anywhere() -> Reading {
        for (index, word) in words.enumerated() where Self.prepositions.contains(word.text) {
            if case .documents(let documents) = phrase(from: index + 1) { return .documents(documents) }
        }
        return .nothing
    }

    /// - Parameter isAttached: whether a name must stand here, so that a word that is in none is what comes behind it.
    private func phrase(from index: Int, isAttached: Bool = false) -> Reading {
        var index = index
        while index < words.count, Self.articles.contains(words[index].text) { index += 1 }
        var taken: [Words.Word] = []
        var documents: Set<Int64>?
        var isName = false
        while index < words.count, taken.count < Self.longest {
            let word = words[index]
            if let last = taken.last, isBroken(from: last.end, to: word.start) { break }
            if StopWords.all.contains(word.text) || Self.ends.contains(word.stem) { break }
            index += 1
            isName = isName || word.isCapitalised
            if Self.types.contains(word.stem) || word.text == "version" {
                let both = documents?.intersection(names.documents(called: word.text).all) ?? []
                if !both.isEmpty { documents = both }
                if documents == nil { documents = nonEmpty(names.documents(called: word.text).all) }
            } else {
                let called = names.documents(called: word.text).all
                let both = documents.map { $0.intersection(called) } ?? called
                if both.isEmpty, isAttached, documents != nil, !word.isCapitalised { break }
                guard !both.isEmpty else { return isName ? .unknown : .nothing }
                documents = both
            }
            taken.append(word)
        }
        guard let documents, !taken.isEmpty else { return .nothing }
        return .documents(closest(taken, documents))
    }

    /// Of documents that all have the words in their names, those whose file is called so: the first lines of an
    /// amendment name the contract that it amends.
    private func closest(_ words: [Words.Word], _ documents: Set<Int64>) -> Set<Int64> {
        var counts: [Int64: Int] = [:]
        for word in words {
            for document in names.documents(called: word.text).byFile where documents.contains(document) {
                counts[document, default: 0] += 1
            }
        }
        guard let most = counts.values.max() else { return documents }
        return Set(counts.filter { $0.value == most }.keys)
    }

    private func nonEmpty(_ documents: Set<Int64>) -> Set<Int64>? { documents.isEmpty ? nil : documents }

    private func isBroken(from start: Int, to end: Int) -> Bool {
        start < end && bytes[start..<end].contains { ".;:?!()".utf8.contains($0) }
    }

    private static let longest = 6
    private static let prepositions: Set<String> = ["of", "in", "under", "to", "per", "from", "by"]
    private static let articles: Set<String> = ["the", "our", "this", "that", "my", "your", "a", "an", "their"]
    /// Kinds of documents, which a name may have without the document saying so.
    private static let types: Set<String> = Set(
        [
            "agreement", "contract", "licence", "document", "addendum", "policy", "deed", "terms", "handbook", "lease",
            "text", "file",
        ].map(Stemmer.normalStem))
    /// Words behind which a name is over.
    private static let ends: Set<String> = Set(
        [
            "say", "state", "provide", "require", "contain", "regulate", "cover", "deal", "allow", "permit", "oblige",
            "define", "set", "apply", "govern", "concern", "entitle", "describe", "read", "stipulate", "forbid",
        ].map(Stemmer.normalStem))
}
