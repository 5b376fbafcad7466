/// The syntax tree of a regular expression.
indirect enum PatternNode {
    case empty
    /// One scalar of the set with this number.
    case scalar(Int)
    case sequence([PatternNode])
    case choice([PatternNode])
    case repetition(PatternNode, least: Int, most: Int?)
    case start
    case end
    case wordBoundary(isNegated: Bool)
    case look(PatternNode, isBehind: Bool, isNegated: Bool)
    case backReference
}
