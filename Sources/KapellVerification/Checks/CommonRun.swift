/// The longest common subsequence of two lists of words, with runs preferred to scattered words.
enum CommonRun {
    /// Pairs of indices, in order. Time is the product of the lengths.
    static func pairs(_ a: [String], _ b: [String]) -> [(Int, Int)] {
        let width = b.count + 1
        var best = [Float](repeating: 0, count: (a.count + 1) * width)
        func gain(_ i: Int, _ j: Int) -> Float {
            i + 1 < a.count && j + 1 < b.count && a[i + 1] == b[j + 1] ? 1.375 : 1
        }
        for i in stride(from: a.count - 1, through: 0, by: -1) {
            for j in stride(from: b.count - 1, through: 0, by: -1) {
                var value = max(best[(i + 1) * width + j], best[i * width + j + 1])
                if a[i] == b[j] { value = max(value, best[(i + 1) * width + j + 1] + gain(i, j)) }
                best[i * width + j] = value
            }
        }
        var pairs: [(Int, Int)] = []
        var (i, j) = (0, 0)
        while i < a.count, j < b.count {
            if a[i] == b[j], best[(i + 1) * width + j + 1] + gain(i, j) >= best[i * width + j] {
                pairs.append((i, j))
                i += 1
                j += 1
            } else if best[(i + 1) * width + j] >= best[i * width + j + 1] {
                i += 1
            } else {
                j += 1
            }
        }
        return pairs
    }
}
