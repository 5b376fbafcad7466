/// Documents of a segment, ascending, and their scores.
struct FoundDocuments {
    var documents: [Int] = []
    var scores: [Double] = []

    mutating func append(_ document: Int, _ score: Double) {
        documents.append(document)
        scores.append(score)
    }

    /// The documents of either; `combine` makes one score where both have one.
    func union(_ other: FoundDocuments, _ combine: (Double, Double) -> Double) -> FoundDocuments {
        if documents.isEmpty { return other }
        if other.documents.isEmpty { return self }
        var result = FoundDocuments()
        result.documents.reserveCapacity(documents.count + other.documents.count)
        result.scores.reserveCapacity(documents.count + other.documents.count)
        var left = 0
        var right = 0
        while left < documents.count || right < other.documents.count {
            let first = left < documents.count ? documents[left] : .max
            let second = right < other.documents.count ? other.documents[right] : .max
            if first == second {
                result.append(first, combine(scores[left], other.scores[right]))
                left += 1
                right += 1
            } else if first < second {
                result.append(first, scores[left])
                left += 1
            } else {
                result.append(second, other.scores[right])
                right += 1
            }
        }
        return result
    }

    /// These documents, with what another list adds where it has them. `required`: without those that it has not.
    func adding(_ other: FoundDocuments, required: Bool) -> FoundDocuments {
        var result = FoundDocuments()
        var place = 0
        for (index, document) in documents.enumerated() {
            while place < other.documents.count, other.documents[place] < document { place += 1 }
            if place < other.documents.count, other.documents[place] == document {
                result.append(document, scores[index] + other.scores[place])
            } else if !required {
                result.append(document, scores[index])
            }
        }
        return result
    }

    /// These documents without those of another list.
    func subtracting(_ other: FoundDocuments) -> FoundDocuments {
        var result = FoundDocuments()
        var place = 0
        for (index, document) in documents.enumerated() {
            while place < other.documents.count, other.documents[place] < document { place += 1 }
            if place == other.documents.count || other.documents[place] != document {
                result.append(document, scores[index])
            }
        }
        return result
    }
}
