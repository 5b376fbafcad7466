import KapellCore

/// What is not cut where it fits: a sentence with its marker, a row, a line, a word.
struct Unit {
    var span: ByteSpan
    var cost: Cost
    var section: Int
    /// The table that it is a part of, and which line of it.
    var line: (block: Int, index: Int)?
    /// How good it is to begin a passage here.
    var strength = Strength.plain

    var plain: Unit {
        var unit = self
        unit.strength = .plain
        return unit
    }

    enum Strength: Int, Comparable {
        case plain, afterBlankLine, inner, nested, declaration

        static func < (left: Strength, right: Strength) -> Bool { left.rawValue < right.rawValue }
    }
}
