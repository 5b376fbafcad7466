import KapellCore
import KapellJSON

/// Schemas that a value must satisfy together, with what they refer to. Each schema in it has lost `$ref` and `allOf`,
/// whose schemas are in it, too; its choices lie beside.
struct SchemaConjunction {
    private(set) var facts: [SchemaPlace] = []
    private var groups: [SchemaGroup] = []
    let root: JSONValue

    /// Nil where one of the schemas is `false`, or refers to nothing but itself.
    init?(_ places: [SchemaPlace], root: JSONValue) throws(KapellError) {
        self.root = root
        var seen: Set<String> = []
        // With the schemas that led to each: one that leads back to itself says nothing that could ever hold.
        var open = places.reversed().map { (place: $0, way: Set<String>()) }
        while let (place, way) = open.popLast() {
            if way.contains(place.pointer) { return nil }
            guard seen.insert(place.pointer).inserted else { continue }
            if place.schema == false { return nil }
            if let group = place.group {
                groups.append(group)
                continue
            }
            guard case .object(var schema) = place.schema else { continue }
            try SchemaKeywords.check(place)
            var later: [SchemaPlace] = []
            if let reference = schema.removeValue(forKey: "$ref")?.stringValue {
                guard let target = root.target(of: reference) else {
                    throw SchemaKeywords.refusal(
                        place, "$ref", "the reference \"\(reference)\", which leads out of the schema or to a name,",
                        "Put what it leads to into \"$defs\", and refer to it by \"#/$defs/…\".")
                }
                later.append(SchemaPlace(pointer: reference, schema: target))
            }
            for (number, part) in (schema.removeValue(forKey: "allOf")?.arrayValue ?? []).enumerated() {
                later.append(place.child("allOf/\(number)", part))
            }
            open += later.reversed().map { ($0, way.union([place.pointer])) }
            guard Self.without(&schema, place) else { return nil }
            takeChoices(&schema, place)
            guard schema.contains(where: { SchemaKeywords.isFollowed($0.key) }) else { continue }
            facts.append(SchemaPlace(pointer: place.pointer, schema: .object(schema), isMade: place.isMade))
        }
    }

    /// `not`, where it is trivial: false where nothing is left.
    private static func without(_ schema: inout JSONObject, _ place: SchemaPlace) -> Bool {
        switch schema["not"] {
        case true?, .object([:])?: return false
        case false?:
            schema["not"] = nil
            return true
        default: return true
        }
    }

    private mutating func takeChoices(_ schema: inout JSONObject, _ place: SchemaPlace) {
        for keyword in ["anyOf", "oneOf"] {
            guard let choices = schema.removeValue(forKey: keyword)?.arrayValue else { continue }
            groups.append(
                SchemaGroup(
                    keyword: keyword, pointer: "\(place.pointer)/\(keyword)",
                    choices: choices.enumerated().map { [place.child("\(keyword)/\($0)", $1)] }))
        }
        // Without the property, or with all that it asks for.
        func depend(_ keyword: String, _ name: String, _ wanted: [SchemaPlace]) {
            let made = "\(keyword)/\(SchemaPointer.escaped(name))"
            let without: JSONValue = ["properties": .object([name: false])]
            let with: JSONValue = ["required": [.string(name)]]
            let pointer = "\(place.pointer)/\(made)"
            groups.append(
                SchemaGroup(
                    keyword: keyword, pointer: pointer,
                    choices: [
                        [SchemaPlace(pointer: "\(pointer)\(Self.mark)without", schema: without, isMade: true)],
                        [SchemaPlace(pointer: "\(pointer)\(Self.mark)with", schema: with, isMade: true)] + wanted,
                    ]))
        }
        for (name, list) in schema.removeValue(forKey: "dependentRequired")?.objectValue ?? [:] {
            let wanted = SchemaPlace(
                pointer: "\(place.pointer)/dependentRequired/\(SchemaPointer.escaped(name))",
                schema: ["required": list], isMade: true)
            depend("dependentRequired", name, [wanted])
        }
        for (name, wanted) in schema.removeValue(forKey: "dependentSchemas")?.objectValue ?? [:] {
            depend("dependentSchemas", name, [place.child("dependentSchemas", name, wanted)])
        }
    }

    /// Takes one of the choices out.
    mutating func takeGroup() -> SchemaGroup? { groups.popLast() }

    /// The schemas again, each under a name that says that its choices were taken out.
    var places: [SchemaPlace] {
        var places: [SchemaPlace] = facts.map { fact in
            var place = fact
            place.pointer = fact.pointer.hasSuffix(Self.mark) ? fact.pointer : fact.pointer + Self.mark
            return place
        }
        for group in groups {
            places.append(
                SchemaPlace(pointer: group.pointer + Self.mark, schema: .object([:]), isMade: true, group: group))
        }
        return places
    }

    /// Ends pointers of schemas that have lost their choices. No pointer has it of its own: it would be escaped.
    private static let mark = "~!"

    // MARK: Errors

    /// An error about one of some keywords, at the first place that has it.
    func refusal(_ keywords: [String], _ error: KapellError) -> KapellError {
        for keyword in keywords {
            for fact in facts {
                guard let value = fact.schema[keyword] else { continue }
                return KapellError(
                    error.code,
                    "The schema at \(Self.plain(fact.pointer))/\(keyword), \(value.serialized()): "
                        + "\(error.message).",
                    remedy: error.remedy)
            }
        }
        return KapellError(error.code, "The schema: \(error.message).", remedy: error.remedy)
    }

    static func plain(_ pointer: String) -> String {
        pointer.hasSuffix(mark) ? String(pointer.dropLast(mark.count)) : pointer
    }
}
