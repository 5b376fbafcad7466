/// Searches bytes in bytes, in time that grows with the sum of their lengths. Source: Knuth, Morris and Pratt (1977).
struct ByteSearch {
    private let pattern: [UInt8]
    private let borders: [Int]

    init(_ pattern: [UInt8]) {
        self.pattern = pattern
        var borders = [Int](repeating: 0, count: pattern.count)
        var length = 0
        for index in pattern.indices.dropFirst() {
            while length > 0, pattern[index] != pattern[length] { length = borders[length - 1] }
            if pattern[index] == pattern[length] { length += 1 }
            borders[index] = length
        }
        self.borders = borders
    }

    /// Whether a place where the pattern begins is as `isRight` wants it. An empty pattern stands nowhere.
    func finds(in text: [UInt8], where isRight: (Range<Int>) -> Bool = { _ in true }) -> Bool {
        guard !pattern.isEmpty, pattern.count <= text.count else { return false }
        var length = 0
        for index in text.indices {
            while length > 0, text[index] != pattern[length] { length = borders[length - 1] }
            if text[index] == pattern[length] { length += 1 }
            guard length == pattern.count else { continue }
            if isRight(index + 1 - length..<index + 1) { return true }
            length = borders[length - 1]
        }
        return false
    }
}
