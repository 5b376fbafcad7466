import KapellCore
import KapellJSON

/// Reads a schema as shapes. A shape stands for a set of schemas that a value must satisfy together; equal sets have one
/// shape, so that a schema that contains itself comes to an end. Nothing here recurses over the schema.
struct ShapeReader {
    let root: JSONValue
    let options: GrammarOptions
    var languages: LanguageCache
    private var shapes: [Shape?] = []
    private var numbers: [String: Int] = [:]
    private var open: [(number: Int, places: [SchemaPlace])] = []
    /// Choices of which exactly one may hold: their shapes, and where they stand.
    private var exclusive: [(choices: [Int], pointer: String)] = []

    init(_ root: JSONValue, _ options: GrammarOptions) {
        self.root = root
        self.options = options
        languages = LanguageCache(limit: options.limits.states)
    }

    /// The shape of the whole schema.
    mutating func read() throws(KapellError) -> Int {
        let number = try shape([SchemaPlace(pointer: "#", schema: root)])
        while let next = open.popLast() {
            let made = try make(next.places)
            shapes[next.number] = made
        }
        return number
    }

    /// The shapes, once ``read()`` is through.
    func finished() -> [Shape] { shapes.map { $0 ?? .union([]) } }

    /// The shape of values that satisfy all of some schemas; made later where it is new.
    mutating func shape(_ places: [SchemaPlace]) throws(KapellError) -> Int {
        var kept: [String: SchemaPlace] = [:]
        for place in places where place.schema != true { kept[place.pointer] = place }
        let pointers = kept.keys.sorted()
        let key = pointers.joined(separator: "\n")
        if let number = numbers[key] { return number }
        let number = try add(nil)
        numbers[key] = number
        open.append((number, pointers.compactMap { kept[$0] }))
        return number
    }

    mutating func add(_ shape: Shape?) throws(KapellError) -> Int {
        guard shapes.count < options.limits.parts else {
            throw KapellError(
                .tooLarge,
                "The schema comes to more than \(options.limits.parts) parts, with all combinations of its "
                    + "choices.",
                remedy: "Leave out choices (\"anyOf\") that are combined with each other.")
        }
        shapes.append(shape)
        return shapes.count - 1
    }

    private mutating func make(_ places: [SchemaPlace]) throws(KapellError) -> Shape {
        guard var set = try SchemaConjunction(places, root: root) else { return .union([]) }
        guard let group = set.takeGroup() else { return try values(set) }
        // One shape for each choice, together with all the rest.
        var choices: [Int] = []
        for choice in group.choices { choices.append(try shape(set.places + choice)) }
        if group.isExclusive { exclusive.append((choices, group.pointer)) }
        return .union(choices)
    }

    /// What is written where exactly one of several may hold must be told apart by what it allows: otherwise it is
    /// refused.
    func checkChoices(_ needs: ShapeNeeds) throws(KapellError) {
        var judge = ShapeJudge(needs, languages: languages)
        for (choices, pointer) in exclusive {
            let possible = choices.filter { needs.needs[$0] != nil }
            for (position, first) in possible.enumerated() {
                for second in possible[(position + 1)...] where !judge.areDisjoint(first, second) {
                    throw SchemaKeywords.refusal(
                        at: pointer, "that exactly one of the choices holds",
                        "Use \"anyOf\", or give each choice a required property with a \"const\" of its own.")
                }
            }
        }
    }

    // MARK: Values

    /// The values of a set of schemas without choices.
    private mutating func values(_ set: SchemaConjunction) throws(KapellError) -> Shape {
        if let values = try set.listedValues() { return .literals(values) }
        let types = set.types
        var choices: [Int] = []
        var literals: [JSONValue] = []
        if types.contains(.null) { literals.append(.null) }
        if types.contains(.boolean) { literals += [.bool(true), .bool(false)] }
        if !literals.isEmpty { choices.append(try add(.literals(literals))) }
        if types.contains(.string) {
            let string = try set.string()
            if try isPossible(string, set) { choices.append(try add(.string(string))) }
        }
        if !types.isDisjoint(with: [.number, .integer]) {
            var number = set.number()
            number.isInteger = !types.contains(.number)
            if try isPossible(number, set) { choices.append(try add(.number(number))) }
        }
        if types.contains(.array) { choices.append(try add(.array(array(set)))) }
        if types.contains(.object) { choices.append(try add(.object(object(set)))) }
        return .union(choices)
    }

    private mutating func isPossible(_ string: StringShape, _ set: SchemaConjunction) throws(KapellError) -> Bool {
        if let most = string.most, most < string.least { return false }
        if string.isPlain { return true }
        do { return try !languages.string(string).isEmpty } catch {
            throw set.refusal(["pattern", "format"], error)
        }
    }

    private mutating func isPossible(_ number: NumberShape, _ set: SchemaConjunction) throws(KapellError) -> Bool {
        do { return try !languages.number(number).isEmpty } catch {
            throw set.refusal(["multipleOf", "exclusiveMinimum", "exclusiveMaximum", "minimum", "maximum"], error)
        }
    }
}
