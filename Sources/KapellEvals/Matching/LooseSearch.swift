/// Searches a text that a machine has read from an image.
///
/// The least number of letters that must be replaced, left out or put in to find the pattern in the text. Source:
/// P. H. Sellers, The theory and computation of evolutionary distances (1980).
enum LooseSearch {
    /// One letter in so many may be wrong.
    static let lettersAnError = 20
    /// Longer ones are not compared; work grows with the product of the lengths.
    private static let most = (pattern: 4_096, text: 16_384)

    static func finds(_ pattern: [UInt8], in text: [UInt8]) -> Bool {
        guard !pattern.isEmpty, pattern.count <= most.pattern, text.count <= most.text else { return false }
        let allowed = pattern.count / lettersAnError
        var column = Array(0...pattern.count)
        for byte in text {
            var diagonal = column[0]
            for row in 1...pattern.count {
                let above = column[row]
                column[row] = min(above + 1, column[row - 1] + 1, diagonal + (pattern[row - 1] == byte ? 0 : 1))
                diagonal = above
            }
            if column[pattern.count] <= allowed { return true }
        }
        return false
    }
}
