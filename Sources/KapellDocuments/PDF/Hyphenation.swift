/// Decides what becomes of a hyphen at the end of a line, from the words of the document itself.
struct Hyphenation {
    private var words: Set<String> = []
    /// Whether the typesetter broke words. One that does breaks a word in every thirtieth line or so; where it is fewer
    /// than one in a hundred, the hyphens are those of compounds.
    private var breaksWords = true

    /// Parts of compounds that keep their hyphen.
    private static let prefixes: Set<String> = ["non", "self", "ex", "well", "cross", "half", "quasi", "all"]

    /// - Parameter lines: all lines of the document.
    init(_ lines: some Sequence<TextRow>) {
        var (all, hyphens) = (0, 0)
        for line in lines {
            all += 1
            if let last = line.words.last, Self.endsWithHyphen(last.text) { hyphens += 1 }
            for (index, word) in line.words.enumerated() {
                let core = Self.core(word.text)
                guard core.utf8.count > 1 else { continue }
                // The last word of a line may be a fragment.
                if index == line.words.count - 1, Self.endsWithHyphen(word.text) { continue }
                words.insert(core)
            }
        }
        breaksWords = all < 300 || hyphens * 100 > all
    }

    /// The two words joined: without the hyphen where it broke a word, with it where it belongs there; `nil` when the
    /// first does not end with a hyphen behind a letter.
    func joined(_ first: String, _ second: String) -> String? {
        guard let hyphen = first.unicodeScalars.last, let next = second.unicodeScalars.first else { return nil }
        if hyphen.value == 0xAD { return String(first.unicodeScalars.dropLast()) + second }
        guard Self.endsWithHyphen(first) else { return nil }
        let stem = String(first.unicodeScalars.dropLast())
        guard next.properties.isLowercase, breaksWords else { return first + second }
        let (left, right) = (Self.core(stem), Self.core(second))
        if words.contains(left + right) { return stem + second }
        if words.contains("\(left)-\(right)") || stem.contains("-") || Self.prefixes.contains(left) {
            return first + second
        }
        // Clearly broken only when one of the pieces is no word of its own.
        let isBroken = !words.contains(left) || !words.contains(right)
        return isBroken ? stem + second : first + second
    }

    /// Whether the first word ends with a hyphen behind a letter and the second goes on with a small letter.
    static func mayBeBroken(_ first: String, _ second: String) -> Bool {
        endsWithHyphen(first) && second.unicodeScalars.first?.properties.isLowercase == true
    }

    /// A hyphen directly behind a letter.
    private static func endsWithHyphen(_ word: String) -> Bool {
        guard let last = word.unicodeScalars.last, last == "-" || last.value == 0x2010 || last.value == 0xAD else {
            return false
        }
        return word.unicodeScalars.dropLast().last?.properties.isAlphabetic ?? false
    }

    private static func core(_ word: String) -> String {
        let scalars = word.unicodeScalars
        let isPart = { (scalar: Unicode.Scalar) in scalar.properties.isAlphabetic }
        guard let first = scalars.firstIndex(where: isPart), let last = scalars.lastIndex(where: isPart) else {
            return ""
        }
        return String(scalars[first...last]).lowercased()
    }
}
