/// The name among `names` that takes the fewest edits to reach from `word`; ties go to the first. `nil` when `names` is
/// empty or the word is too long to be a slip of one of them.
func nearestName(to word: String, in names: [String]) -> (name: String, isClose: Bool)? {
    let letters = Array(word.unicodeScalars.prefix(65))
    guard letters.count <= 64 else { return nil }
    var best: (name: String, distance: Int)?
    for name in names {
        let distance = editDistance(letters, Array(name.unicodeScalars))
        if best == nil || distance < (best?.distance ?? .max) { best = (name, distance) }
    }
    guard let best else { return nil }
    let allowed = max(1, min(letters.count, best.name.unicodeScalars.count) / 3)
    return (best.name, best.distance <= allowed)
}

/// The number of insertions, removals, replacements and swaps of neighbours that lead from one text to the other
/// (optimal string alignment), in O(a · b) steps.
func editDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
    guard !a.isEmpty, !b.isEmpty else { return max(a.count, b.count) }
    var beforeLast = [Int](repeating: 0, count: b.count + 1)
    var last = Array(0...b.count)
    for i in 1...a.count {
        var current = [Int](repeating: i, count: b.count + 1)
        for j in 1...b.count {
            let cost = a[i - 1] == b[j - 1] ? 0 : 1
            current[j] = min(last[j] + 1, current[j - 1] + 1, last[j - 1] + cost)
            if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
                current[j] = min(current[j], beforeLast[j - 2] + 1)
            }
        }
        beforeLast = last
        last = current
    }
    return last[b.count]
}
