/// What the value of a key looks like.
indirect enum ConfigurationShape: Sendable {
    /// Exactly this whole number, written as such.
    case constant(Int)
    case integer(ClosedRange<Int>)
    /// A number of bytes: a whole number, or one with a unit such as `64MB`.
    case size(ClosedRange<Int>)
    case text(TextRule)
    case choice([String])
    case boolean
    case list(ConfigurationShape, count: ClosedRange<Int>)
    case section(ConfigurationKeys)
    /// Names chosen by the user, each with a value of the same shape.
    case named(TextRule, ConfigurationShape)
    /// A short form, or a mapping.
    case either(ConfigurationShape, ConfigurationKeys)
    /// One value, or a list of such.
    case oneOrMore(ConfigurationShape)
    /// Whatever YAML can say.
    case any
    /// A number, or a text with a unit of time such as `30s`, `2h` or `7d`.
    case duration
}

extension ConfigurationShape {
    /// The shape in words, to follow "must be".
    var noun: String {
        switch self {
        case .constant(let value): "the whole number \(value)"
        case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .size: "a size, such as 64MB"
        case .text(let rule): rule.noun
        case .choice(let names): "one of " + names.map { "`\($0)`" }.joined(separator: ", ")
        case .boolean: "true or false"
        case .list: "a list"
        case .section: "a mapping of keys to values"
        case .named(let rule, _): "a mapping that begins with \(rule.noun)"
        case .either(let short, _): "\(short.noun), or a mapping"
        case .oneOrMore(let item): "\(item.noun), or a list of such"
        case .any: "any value"
        case .duration: "a time, such as 30s, 5m, 2h or 7d"
        }
    }

    /// The fixed keys directly below this shape, if there are any.
    var childKeys: ConfigurationKeys? {
        switch self {
        case .section(let keys), .either(_, let keys): keys
        case .named(_, let value): value.childKeys
        case .list(let item, _): item.childKeys
        default: nil
        }
    }
}
