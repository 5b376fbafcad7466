extension PartialJSONParser {
    /// The string or number that is being read.
    struct Token: Sendable {
        /// Whether a string is open.
        var isString = false
        /// Whether the string is a key.
        var isKey = false
        /// The string so far.
        var text = ""
        /// The bytes of a character whose end has not come yet.
        var cut: [UInt8] = []
        /// A surrogate that waits for its partner.
        var highSurrogate: UInt16?
        /// The digits of `\u` so far.
        var unit: UInt16 = 0
        /// The digits of a number so far.
        var digits: [UInt8] = []
        /// Where the number or the cut character begins.
        var start: Int?
    }
}
