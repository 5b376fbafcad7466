import KapellCore
import KapellJSON

extension ShapeReader {
    // MARK: Arrays

    mutating func array(_ set: SchemaConjunction) throws(KapellError) -> ArrayShape {
        var shape = ArrayShape()
        var prefixes = 0
        for fact in set.facts {
            shape.least = max(shape.least, fact.schema["minItems"]?.intValue ?? 0)
            if let most = fact.schema["maxItems"]?.intValue { shape.most = min(shape.most ?? most, most) }
            prefixes = max(prefixes, Self.prefix(fact).items.count)
        }
        for fact in set.facts where fact.schema["uniqueItems"] == true && shape.most ?? 2 > 1 {
            throw SchemaKeywords.refusal(
                fact, "uniqueItems", "that items differ", "Leave it out, or set \"maxItems\" to 1.")
        }
        if let most = shape.most, prefixes > most { prefixes = most }
        for place in 0..<prefixes {
            shape.prefix.append(
                try self.shape(
                    set.facts.compactMap { fact in
                        let (items, rest) = Self.prefix(fact)
                        return place < items.count ? items[place] : rest
                    }))
        }
        if shape.most.map({ $0 > prefixes }) ?? true {
            shape.rest = try self.shape(set.facts.compactMap { Self.prefix($0).rest })
        }
        return shape
    }

    /// The first items' schemas, and that of all others. A list at "items" is draft 7's way to write "prefixItems".
    private static func prefix(_ fact: SchemaPlace) -> (items: [SchemaPlace], rest: SchemaPlace?) {
        var keyword = "prefixItems"
        var restKeyword = "items"
        if case .array? = fact.schema["items"] { (keyword, restKeyword) = ("items", "additionalItems") }
        let items = (fact.schema[keyword]?.arrayValue ?? []).enumerated().map { fact.child("\(keyword)/\($0)", $1) }
        return (items, fact.schema[restKeyword].map { fact.child(restKeyword, $0) })
    }

    // MARK: Objects

    mutating func object(_ set: SchemaConjunction) throws(KapellError) -> ObjectShape {
        var shape = ObjectShape()
        var names: [String] = []
        var known: Set<String> = []
        var required: Set<String> = []
        for fact in set.facts {
            shape.least = max(shape.least, fact.schema["minProperties"]?.intValue ?? 0)
            if let most = fact.schema["maxProperties"]?.intValue { shape.most = min(shape.most ?? most, most) }
            for (name, _) in fact.schema["properties"]?.objectValue ?? [:] where known.insert(name).inserted {
                names.append(name)
            }
            required.formUnion((fact.schema["required"]?.arrayValue ?? []).compactMap(\.stringValue))
        }
        for fact in set.facts {
            // Required, but not declared: after those that are.
            for case .string(let name) in fact.schema["required"]?.arrayValue ?? [] where known.insert(name).inserted {
                names.append(name)
            }
        }
        if shape.least > options.limits.freeProperties, shape.least > names.count {
            throw KapellError(
                .tooLarge,
                "The schema asks for \(shape.least) properties, more than "
                    + "\(options.limits.freeProperties).",
                remedy: "Lower \"minProperties\".")
        }
        let patterns = try PropertyPatterns(set, &languages)
        let isClosed = closes(set)
        for name in names {
            let places = try patterns.places(of: name)
            let isDeclared = !patterns.isFree(name)
            guard let places, isDeclared || !isClosed || required.contains(name) else {
                if required.contains(name) { return Self.impossible }
                continue
            }
            shape.members.append(
                ObjectShape.Member(
                    name: name, shape: try self.shape(places), isRequired: required.contains(name)))
        }
        shape.others = try others(patterns, names, isClosed: isClosed)
        return shape
    }

    /// An object that cannot be.
    private static let impossible = ObjectShape(least: 1, most: 0)

    /// Whether properties that no schema speaks of are left out: where "properties" is there, and
    /// "additionalProperties" nowhere.
    private func closes(_ set: SchemaConjunction) -> Bool {
        options.undeclaredProperties == .closed
            && set.facts.contains { !($0.schema["properties"]?.objectValue ?? [:]).isEmpty && !$0.isMade }
            && !set.facts.contains { $0.schema["additionalProperties"] != nil }
    }

    /// The keys that are not declared, by what their values must be: one class for each set of patterns that a key may
    /// match.
    private mutating func others(
        _ patterns: PropertyPatterns, _ names: [String], isClosed: Bool
    ) throws(KapellError) -> [ObjectShape.Others] {
        let limit = options.limits.states
        var free = patterns.names ?? .anything
        if !names.isEmpty { free = try free.combined(.difference, .words(names), limit: limit) }
        var classes: [(keys: RegularLanguage, matched: Set<String>)] = [(free, [])]
        for (text, language) in patterns.languages.sorted(by: { $0.key < $1.key }) {
            var next: [(keys: RegularLanguage, matched: Set<String>)] = []
            for (keys, matched) in classes {
                next.append((try keys.combined(.difference, language, limit: limit), matched))
                next.append((try keys.combined(.intersection, language, limit: limit), matched.union([text])))
            }
            classes = next.filter { !$0.keys.isEmpty }
        }
        var others: [ObjectShape.Others] = []
        for (keys, matched) in classes where !keys.isEmpty {
            if matched.isEmpty, isClosed { continue }
            guard let places = patterns.places(matching: matched) else { continue }
            others.append(ObjectShape.Others(keys: keys, shape: try shape(places)))
        }
        return others
    }
}
