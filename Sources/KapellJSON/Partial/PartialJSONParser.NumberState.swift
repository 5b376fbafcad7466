extension PartialJSONParser {
    /// Where in a number the text is, and so which byte may follow.
    enum NumberState: Sendable {
        case minus, zero, integer, point, fraction, exponent, exponentSign, exponentDigits

        /// What a byte does to a number.
        enum Step {
            case goOn(NumberState)
            case ended
            case leadingZero
            case missingDigit
        }

        /// Whether the number may end here.
        var isWhole: Bool {
            switch self {
            case .zero, .integer, .fraction, .exponentDigits: true
            case .minus, .point, .exponent, .exponentSign: false
            }
        }

        func step(_ byte: UInt8) -> Step {
            switch (byte, self) {
            case (UInt8(ascii: "0"), .minus): .goOn(.zero)
            case (UInt8(ascii: "0")...UInt8(ascii: "9"), .zero): .leadingZero
            case (UInt8(ascii: "0")...UInt8(ascii: "9"), .minus),
                (UInt8(ascii: "0")...UInt8(ascii: "9"), .integer):
                .goOn(.integer)
            case (UInt8(ascii: "0")...UInt8(ascii: "9"), .point),
                (UInt8(ascii: "0")...UInt8(ascii: "9"), .fraction):
                .goOn(.fraction)
            case (UInt8(ascii: "0")...UInt8(ascii: "9"), _): .goOn(.exponentDigits)
            case (UInt8(ascii: "+"), .exponent), (UInt8(ascii: "-"), .exponent): .goOn(.exponentSign)
            case (UInt8(ascii: "."), .zero), (UInt8(ascii: "."), .integer): .goOn(.point)
            case (UInt8(ascii: "e"), .zero), (UInt8(ascii: "e"), .integer), (UInt8(ascii: "e"), .fraction),
                (UInt8(ascii: "E"), .zero), (UInt8(ascii: "E"), .integer), (UInt8(ascii: "E"), .fraction):
                .goOn(.exponent)
            default: isWhole ? .ended : .missingDigit
            }
        }
    }
}
