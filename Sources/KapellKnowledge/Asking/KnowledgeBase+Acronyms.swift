package import KapellCore
import KapellText

extension KnowledgeBase {
    /// A question with the short names of documents written out: "the MSA" as "the Master Services Agreement"; itself
    /// where it has none that are plain.
    ///
    /// - Throws: as ``collection()``.
    package func writtenOut(_ question: String) async throws -> String {
        let bytes = Array(question.utf8)
        let words = Words.split(question)
        let shorts = words.compactMap { word -> (word: Words.Word, short: String)? in
            let typed = String(decoding: bytes[word.start..<word.end], as: UTF8.self)
            let short = typed.hasSuffix("'s") ? String(typed.dropLast(2)) : typed
            return Acronyms.shortName(short).map { (word, $0) }
        }
        // Who writes everything in capitals names nothing by it.
        guard !shorts.isEmpty, bytes.contains(where: { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }),
            Set(shorts.map(\.short)).count <= Self.mostShortNames
        else { return question }
        let collection = try await collection()
        let names = try await names.names(of: collection)
        var readings: [String: String] = [:]
        for short in Set(shorts.map(\.short)) where names.documents(called: short).byFile.isEmpty {
            guard let reading = names.acronyms.reading(of: short),
                try await isFree(short, for: reading, in: collection)
            else { continue }
            readings[short] = reading
        }
        guard !readings.isEmpty else { return question }
        var result: [UInt8] = []
        var end = 0
        for (word, short) in shorts {
            guard let reading = readings[short] else { continue }
            result += bytes[end..<word.start] + Array(reading.utf8)
            end = word.start + short.utf8.count
        }
        return String(decoding: result + bytes[end...], as: UTF8.self)
    }

    private static let mostShortNames = 4
    /// Chunks that are read to see what the documents mean by a short name.
    private static let mostUses = 20

    /// Whether the documents mean nothing else by a short name. One of two letters must not stand in them at all, unless
    /// they say what it is.
    private func isFree(_ short: String, for reading: String, in collection: CollectionRecord) async throws -> Bool {
        let holders = try await follower.indexes(of: collection).words.chunks(holding: short)
        var isDefined = false
        for chunk in try await store.chunks(Array(holders.sorted().prefix(Self.mostUses))) {
            for part in SentenceForm.quotations(chunk.text) where part.term == short {
                guard let isNamed = Acronyms.isNamed(part, reading) else { continue }
                if !isNamed { return false }
                isDefined = true
            }
        }
        return isDefined || holders.isEmpty || short.utf8.count > 2
    }
}
