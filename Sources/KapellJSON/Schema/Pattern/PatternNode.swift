/// The syntax tree of a regular expression.
indirect enum PatternNode {
    case empty
    case scalar(PatternSet)
    case sequence([PatternNode])
    case choice([PatternNode])
    case repetition(PatternNode, least: Int, most: Int?)
    case start
    case end
    case wordBoundary(isNegated: Bool)
    case look(PatternNode, isBehind: Bool, isNegated: Bool)
    case backReference
}
