import KapellCore
import KapellJSON

/// Judges whether no value can have two shapes at once. In doubt one can.
struct ShapeJudge {
    private let shapes: [Shape]
    private let needs: [Int?]
    private var languages: LanguageCache
    private var known: [[Int]: Bool] = [:]
    private var depth = 0

    init(_ needs: ShapeNeeds, languages: LanguageCache) {
        shapes = needs.shapes
        self.needs = needs.needs
        self.languages = languages
    }

    private static let depthLimit = 16

    mutating func areDisjoint(_ first: Int, _ second: Int) -> Bool {
        if needs[first] == nil || needs[second] == nil { return true }
        guard first != second else { return false }
        let key = [min(first, second), max(first, second)]
        if let answer = known[key] { return answer }
        guard depth < Self.depthLimit else { return false }
        // Within itself the question is in doubt.
        known[key] = false
        depth += 1
        defer { depth -= 1 }
        let answer = judge(shapes[first], shapes[second], first, second)
        known[key] = answer
        return answer
    }

    private mutating func judge(_ left: Shape, _ right: Shape, _ first: Int, _ second: Int) -> Bool {
        switch (left, right) {
        case (.union(let choices), _): return choices.allSatisfy { areDisjoint($0, second) }
        case (_, .union(let choices)): return choices.allSatisfy { areDisjoint(first, $0) }
        case (.literals(let values), _): return values.allSatisfy { !mayHold($0, right) }
        case (_, .literals(let values)): return values.allSatisfy { !mayHold($0, left) }
        case (.string(let left), .string(let right)): return areDisjoint(left, right)
        case (.number(let left), .number(let right)): return areDisjoint(left, right)
        case (.object(let left), .object(let right)): return areDisjoint(left, right)
        case (.array(let left), .array(let right)):
            if let most = left.most, most < right.least { return true }
            if let most = right.most, most < left.least { return true }
            for place in 0..<min(left.least, right.least, 16) {
                guard let first = item(left, place), let second = item(right, place) else { continue }
                if areDisjoint(first, second) { return true }
            }
            return false
        default: return true
        }
    }

    private func item(_ array: ArrayShape, _ place: Int) -> Int? {
        place < array.prefix.count ? array.prefix[place] : array.rest
    }

    private mutating func areDisjoint(_ left: StringShape, _ right: StringShape) -> Bool {
        guard let first = try? languages.string(left), let second = try? languages.string(right),
            let both = try? first.combined(.intersection, second, limit: languages.limit)
        else { return false }
        return both.isEmpty
    }

    private mutating func areDisjoint(_ left: NumberShape, _ right: NumberShape) -> Bool {
        guard let first = try? languages.number(left), let second = try? languages.number(right),
            let both = try? first.combined(.intersection, second, limit: languages.limit),
            // With an exponent, one number has several texts.
            !left.minimums.isEmpty || !left.maximums.isEmpty || left.isInteger,
            !right.minimums.isEmpty || !right.maximums.isEmpty || right.isInteger
        else { return false }
        return both.isEmpty && left.isInteger == right.isInteger
    }

    private mutating func areDisjoint(_ left: ObjectShape, _ right: ObjectShape) -> Bool {
        for (one, other) in [(left, right), (right, left)] {
            for member in one.members where member.isRequired {
                if let same = other.members.first(where: { $0.name == member.name }) {
                    if areDisjoint(member.shape, same.shape) { return true }
                } else if !other.others.contains(where: { $0.keys.contains(member.name) }) {
                    return true
                }
            }
        }
        return false
    }

    /// Whether a value may have a shape.
    private mutating func mayHold(_ value: JSONValue, _ shape: Shape) -> Bool {
        switch (shape, value) {
        case (.union(let choices), _): return choices.contains { mayHold(value, shapes[$0]) }
        case (.literals(let values), _): return values.contains(value)
        case (.string(let shape), .string(let text)):
            return (try? languages.string(shape))?.contains(text) ?? true
        case (.number(let shape), .integer), (.number(let shape), .unsigned):
            return (try? languages.number(shape))?.contains(value.serialized()) ?? true
        case (.number, .number), (.object, .object), (.array, .array): return true
        default: return false
        }
    }
}
