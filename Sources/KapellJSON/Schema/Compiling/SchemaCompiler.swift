/// Turns a schema into a program. Works from a list, so that no depth of a schema overflows the stack.
struct SchemaCompiler {
    /// How many schemas a program may have, those of the registry that it refers to included.
    static let nodeLimit = 200_000

    struct Key: Hashable {
        var document: Int
        var pointer: SchemaKey
    }

    let options: SchemaOptions
    var library: SchemaLibrary
    var nodes: [SchemaNode] = []
    private var numbers: [Key: Int] = [:]
    private var pending: [(number: Int, location: SchemaLibrary.Location)] = []
    /// How many states the regular expressions may have together.
    private var patternBudget = 1_000_000
    private var patterns: [SchemaKey: SchemaPattern] = [:]

    init(registry: SchemaRegistry, options: SchemaOptions) {
        self.options = options
        library = SchemaLibrary(registry: registry)
    }

    mutating func compile(_ schema: JSONValue) throws(SchemaError) -> SchemaProgram {
        let resource = try library.load(schema, at: "", dialect: SchemaDialect(draft: options.draft))
        let location = SchemaLibrary.Location(spot: .init(pointer: "", value: schema), resource: resource)
        let root = try number(of: location)
        var anchors: [[SchemaKey: Int]] = []
        repeat {
            while let next = pending.popLast() { try compile(next.number, next.location) }
            // Dynamic anchors are reached without a reference that names them.
            while anchors.count < library.resources.count {
                let resource = anchors.count
                var named: [SchemaKey: Int] = [:]
                for (name, spot) in library.resources[resource].dynamicAnchors {
                    named[name] = try number(of: .init(spot: spot, resource: resource))
                }
                anchors.append(named)
            }
        } while !pending.isEmpty
        for number in nodes.indices {
            let resource = nodes[number].resource
            nodes[number].entersResource = !anchors[resource].isEmpty
        }
        return SchemaProgram(nodes: nodes, dynamicAnchors: anchors, limits: options.limits, root: root)
    }

    /// The number of a schema, which is compiled later where it is new.
    mutating func number(of location: SchemaLibrary.Location) throws(SchemaError) -> Int {
        let document = library.resources[location.resource].document
        let key = Key(document: document, pointer: SchemaKey(location.spot.pointer))
        if let known = numbers[key] { return known }
        let place = library.place(location.spot.pointer, document: document)
        guard nodes.count < Self.nodeLimit else {
            throw SchemaError(
                place: place, message: "the schema has more than \(Self.nodeLimit) schemas within it. Divide it.")
        }
        let number = nodes.count
        numbers[key] = number
        nodes.append(SchemaNode(place: place, resource: location.resource))
        pending.append((number, location))
        return number
    }

    private mutating func compile(_ number: Int, _ location: SchemaLibrary.Location) throws(SchemaError) {
        switch location.spot.value {
        case .bool(let verdict):
            nodes[number].verdict = verdict
        case .object(let schema):
            var reader = SchemaReader(schema: schema, location: location, place: nodes[number].place)
            nodes[number] = try node(&reader, nodes[number])
        default:
            throw SchemaError(
                place: nodes[number].place,
                message: "must be a schema, an object or a boolean, is \(SchemaTypes.words(for: location.spot.value)).")
        }
    }

    private mutating func node(_ reader: inout SchemaReader, _ empty: SchemaNode) throws(SchemaError) -> SchemaNode {
        var node = empty
        let dialect = library.resources[node.resource].dialect
        if dialect.draft == .draft7, reader.schema["$ref"] != nil {
            var rules = SchemaInPlaceRules()
            try references(reader, dialect, &rules)
            node.inPlace = SchemaShared(rules)
            return node
        }
        if dialect.vocabularies.contains(.validation) {
            node.types = try reader.types()
            node.constant = reader.schema["const"]
            node.choices = try reader.choices().map(SchemaShared.init)
            node.number = try reader.numberRules().map(SchemaShared.init)
        }
        node.string = try stringRules(reader, dialect).map(SchemaShared.init)
        node.array = try arrayRules(reader, dialect).map(SchemaShared.init)
        node.object = try objectRules(reader, dialect).map(SchemaShared.init)
        let inPlace = try inPlaceRules(reader, dialect)
        if !inPlace.isEmpty { node.inPlace = SchemaShared(inPlace) }
        if dialect.vocabularies.contains(.unevaluated), dialect.draft != .draft7 {
            node.unevaluatedItems = try child(reader, "unevaluatedItems")
            node.unevaluatedProperties = try child(reader, "unevaluatedProperties")
        }
        return node
    }

    /// A regular expression, compiled once however often it comes.
    mutating func pattern(_ text: String, place: String) throws(SchemaError) -> SchemaPattern {
        if let known = patterns[SchemaKey(text)] { return known }
        do throws(PatternFailure) {
            let pattern = try SchemaPattern(text)
            patternBudget -= pattern.size
            guard patternBudget >= 0 else {
                throw PatternFailure(message: "all expressions together are too large. Use smaller repetitions.")
            }
            patterns[SchemaKey(text)] = pattern
            return pattern
        } catch {
            throw SchemaError(place: place, message: "is not a regular expression that can be used: \(error.message)")
        }
    }

    // MARK: Schemas within

    /// The schema under a keyword.
    mutating func child(_ reader: SchemaReader, _ keyword: String) throws(SchemaError) -> Int? {
        guard let value = reader.schema[keyword] else { return nil }
        return try child(reader, value, at: "/\(keyword)")
    }

    /// A schema at a place below another one.
    mutating func child(_ reader: SchemaReader, _ value: JSONValue, at path: String) throws(SchemaError) -> Int {
        let pointer = reader.location.spot.pointer + path
        let resource = library.resource(at: pointer, below: reader.location.resource)
        return try number(of: .init(spot: .init(pointer: pointer, value: value), resource: resource))
    }

    /// The schemas in the array under a keyword.
    mutating func children(
        _ reader: SchemaReader, _ keyword: String, mayBeEmpty: Bool = false
    ) throws(SchemaError) -> [Int] {
        guard let value = reader.schema[keyword] else { return [] }
        guard case .array(let values) = value, mayBeEmpty || !values.isEmpty else {
            throw reader.error(keyword, "must be an array of at least one schema.")
        }
        var result: [Int] = []
        for (place, value) in values.enumerated() {
            result.append(try child(reader, value, at: "/\(keyword)/\(place)"))
        }
        return result
    }

    /// The schemas by name under a keyword.
    mutating func table(_ reader: SchemaReader, _ keyword: String) throws(SchemaError) -> SchemaTable<Int> {
        var table = SchemaTable<Int>()
        guard let value = reader.schema[keyword] else { return table }
        guard case .object(let values) = value else { throw reader.error(keyword, "must be an object of schemas.") }
        for (name, value) in values {
            table.add(name, try child(reader, value, at: "/\(keyword)/\(SchemaPointer.escaped(name))"))
        }
        return table
    }
}
