import KapellCore
import KapellQuality
import Testing

@Suite("Near duplicates")
struct DuplicateTests {
    private func shingles(_ words: [String]) -> Shingles { Shingles(words.joined(separator: " ")) }

    @Test("The same words in another layout are the same text")
    func layout() {
        let words = Samples.words(100, seed: 1)
        let other = words.map { $0.uppercased() }.joined(separator: ",\n  ")
        #expect(Shingles.similarity(shingles(words), Shingles(other)) == 1)
        #expect(shingles(words).hashes.count == 96)
        #expect(Shingles("one two").hashes.count == 1)
        #expect(Shingles("...").hashes.isEmpty)
        #expect(Shingles.similarity(Shingles(""), Shingles("")) == 0)
        #expect(Shingles("日本語の文です").hashes.count == 3)
    }

    @Test("The similarity is the share of common runs of five words, exactly")
    func exact() {
        let words = Samples.words(60, seed: 2)
        // 56 shingles; a changed word in the middle spoils five of each side.
        var other = words
        other[30] = "changed"
        #expect(Shingles.similarity(shingles(words), shingles(other)) == 51.0 / 61.0)
        #expect(Shingles.similarity(shingles(words), shingles(Samples.words(60, seed: 3))) == 0)
    }

    @Test("The estimate is within its error, at every similarity")
    func estimate() {
        var worst = 0.0
        var sum = 0.0
        var count = 0.0
        for seed in 0..<40 {
            let words = Samples.words(600, seed: UInt64(seed))
            let other = Samples.edited(words, every: 3 + 5 * seed, seed: UInt64(1_000 + seed))
            let (first, second) = (shingles(words), shingles(other))
            let truth = Shingles.similarity(first, second)
            let error = abs(MinHashSignature(first).similarity(to: MinHashSignature(second)) - truth)
            worst = max(worst, error)
            sum += error * error
            count += 1
        }
        #expect((sum / count).squareRoot() < 0.05, "root mean square error \((sum / count).squareRoot())")
        #expect(worst < 0.18, "worst error \(worst)")
    }

    @Test("Pairs of 0.8 and more are found among hundreds of texts, short ones too, and others are no candidates")
    func search() {
        var search = DuplicateSearch()
        var texts: [Int64: Shingles] = [:]
        var (found, missed, candidates) = (0, 0, 0)
        for number in 0..<150 {
            let words = Samples.words([30, 80, 400][number % 3], seed: UInt64(100 + number))
            // Few edits, many edits, and in between.
            let other = Samples.edited(words, every: [20, 60, 200][number / 3 % 3], seed: UInt64(number))
            let (first, second) = (shingles(words), shingles(other))
            let (one, two) = (Int64(2 * number), Int64(2 * number + 1))
            texts[one] = first
            texts[two] = second
            #expect(search.add(one, MinHashSignature(first)).isEmpty)
            let near = search.add(two, MinHashSignature(second))
            candidates += near.count
            #expect(Set(near).isSubset(of: [one]))
            if Shingles.similarity(first, second) >= DuplicateSearch.threshold {
                if near.contains(one) { found += 1 } else { missed += 1 }
            }
        }
        #expect(found >= 40, "there are enough pairs to judge by: \(found)")
        #expect(missed == 0)
        #expect(candidates < 150)
    }

    @Test("Thousands of equal texts are paired with a few each")
    func alike() {
        var search = DuplicateSearch()
        let signature = MinHashSignature(shingles(Samples.words(50, seed: 9)))
        var pairs = 0
        for id in 0..<3_000 { pairs += search.add(Int64(id), signature).count }
        #expect(pairs >= 2_999)
        #expect(pairs <= 3_000 * DuplicateSearch.pairLimit)
    }

    @Test("A finding names the other document, and how many there are")
    func words() {
        #expect(
            DuplicateSearch.finding(0.934, of: 3, name: "a.txt", others: 0).message
                == "It is nearly the same as a.txt: 93% of both is common.")
        #expect(
            DuplicateSearch.finding(1, of: 3, name: "a.txt", others: 2).message
                == "It says the same as a.txt, and of 2 more.")
    }
}
