import KapellVectors

/// The name among `names` that takes the fewest edits to reach from `word`; ties go to the first. `nil` when `names` is
/// empty or the word is too long to be a slip of one of them.
func nearestName(to word: String, in names: [String]) -> (name: String, isClose: Bool)? {
    let letters = Array(word.unicodeScalars.prefix(65))
    guard letters.count <= 64 else { return nil }
    var best: (name: String, distance: Int)?
    for name in names {
        let distance = NameDistance.distance(letters, Array(name.unicodeScalars))
        if best == nil || distance < (best?.distance ?? .max) { best = (name, distance) }
    }
    guard let best else { return nil }
    let allowed = max(1, min(letters.count, best.name.unicodeScalars.count) / 3)
    return (best.name, best.distance <= allowed)
}
