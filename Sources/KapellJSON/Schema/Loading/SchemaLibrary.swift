/// The documents that a schema is compiled from: their resources, anchors and references.
struct SchemaLibrary {
    /// A schema within a document, with the resource it belongs to.
    struct Location {
        var spot: SchemaResource.Spot
        var resource: Int
    }

    let registry: SchemaRegistry
    var resources: [SchemaResource] = []
    /// The names of the documents in messages; that of the first is empty.
    var documents: [String] = []

    private var resourcesByURI: [SchemaKey: Int] = [:]
    /// For each document, the resources by the pointers of their roots.
    private var roots: [[SchemaKey: Int]] = []
    private var hasLoadedAll = false
    /// How many bytes the pointers of all schemas may have: names of any length, so deep in one another, add up.
    private var pointerBudget = 64 * 1_024 * 1_024

    init(registry: SchemaRegistry) { self.registry = registry }

    /// The place of a pointer in a document, for messages.
    func place(_ pointer: String, document: Int) -> String { documents[document] + "#" + pointer }

    // MARK: Documents

    /// Takes in a document, and returns the resource of its root.
    mutating func load(_ value: JSONValue, at uri: String, dialect: SchemaDialect) throws(SchemaError) -> Int {
        let document = documents.count
        documents.append(document == 0 ? "" : uri)
        roots.append([:])
        let root = resources.count
        let spot = SchemaResource.Spot(pointer: "", value: value)
        resources.append(SchemaResource(uri: SchemaURI(uri), document: document, root: spot, dialect: dialect))
        roots[document][SchemaKey("")] = root
        register(root, at: uri)
        try scan(from: root)
        return root
    }

    private mutating func register(_ resource: Int, at uri: String) {
        let key = SchemaKey(uri)
        if resourcesByURI[key] == nil { resourcesByURI[key] = resource }
    }

    /// Finds the resources and anchors below the root of a document.
    private mutating func scan(from root: Int) throws(SchemaError) {
        var pending = [Location(spot: resources[root].root, resource: root)]
        while let location = pending.popLast() {
            guard case .object(let schema) = location.spot.value else { continue }
            let resource = try identify(schema, location, isRoot: location.spot.pointer.isEmpty)
            pointerBudget -= SchemaChildren.count(of: schema) * (location.spot.pointer.utf8.count + 16)
            guard pointerBudget >= 0 else {
                throw SchemaError(
                    place: place("", document: resources[root].document),
                    message: "has too many schemas too deep in one another. Divide it, or use shorter names.")
            }
            for spot in SchemaChildren.all(of: schema, at: location.spot.pointer) {
                pending.append(Location(spot: spot, resource: resource))
            }
        }
    }

    /// Notes what a schema says about its own address, and returns its resource.
    private mutating func identify(
        _ schema: JSONObject, _ location: Location, isRoot: Bool
    ) throws(SchemaError) -> Int {
        var resource = location.resource
        let document = resources[resource].document
        let pointer = location.spot.pointer
        if isRoot, let name = schema["$schema"] {
            resources[resource].dialect = try dialect(named: name, place: place("/$schema", document: document))
        }
        // Draft 7: keywords next to $ref do not count.
        if resources[resource].dialect.draft == .draft7, schema["$ref"] != nil { return resource }
        if let id = schema["$id"] {
            let place = place(pointer + "/$id", document: document)
            guard let text = id.stringValue else {
                throw SchemaError(place: place, message: "must be a string: the address of the schema.")
            }
            let uri = SchemaURI(text).resolved(against: resources[resource].uri)
            let fragment = uri.fragment ?? ""
            if resources[resource].dialect.draft == .draft7, !fragment.isEmpty {
                resources[resource].anchors[SchemaKey(fragment)] = location.spot
            } else if !fragment.isEmpty {
                throw SchemaError(place: place, message: "must not have a fragment; use $anchor for \"#\(fragment)\".")
            } else {
                let address = uri.withoutFragment
                if isRoot {
                    resources[resource].uri = SchemaURI(address)
                } else {
                    var added = SchemaResource(
                        uri: SchemaURI(address), document: document, root: location.spot,
                        dialect: resources[resource].dialect)
                    if let name = schema["$schema"] {
                        added.dialect = try dialect(
                            named: name, place: self.place(pointer + "/$schema", document: document))
                    }
                    resource = resources.count
                    resources.append(added)
                    roots[document][SchemaKey(pointer)] = resource
                }
                register(resource, at: address)
            }
        }
        try noteAnchors(schema, location.spot, resource)
        return resource
    }

    private mutating func noteAnchors(
        _ schema: JSONObject, _ spot: SchemaResource.Spot, _ resource: Int
    ) throws(SchemaError) {
        let draft = resources[resource].dialect.draft
        guard draft >= .draft201909 else { return }
        for keyword in ["$anchor", "$dynamicAnchor"] {
            guard let name = schema[keyword], keyword == "$anchor" || draft == .draft202012 else { continue }
            let place = place("\(spot.pointer)/\(keyword)", document: resources[resource].document)
            guard let name = name.stringValue, !name.isEmpty, !name.utf8.contains(where: { $0 == 0x23 || $0 == 0x2F })
            else {
                throw SchemaError(place: place, message: "must be a name without \"#\" and \"/\".")
            }
            let key = SchemaKey(name)
            let other = resources[resource].anchors[key]
            guard other == nil || other?.pointer == spot.pointer else {
                throw SchemaError(
                    place: place, message: "the name \"\(name)\" is taken by \(other?.pointer ?? ""). Use another one.")
            }
            resources[resource].anchors[key] = spot
            if keyword == "$dynamicAnchor" { resources[resource].dynamicAnchors[key] = spot }
        }
        if draft == .draft201909, schema["$recursiveAnchor"]?.boolValue == true,
            spot.pointer == resources[resource].root.pointer
        {
            resources[resource].dynamicAnchors[SchemaResource.recursiveAnchor] = spot
        }
    }

    // MARK: Dialects

    /// The dialect that `$schema` names: a draft, or a metaschema of the registry.
    private func dialect(named name: JSONValue, place: String) throws(SchemaError) -> SchemaDialect {
        guard let text = name.stringValue else {
            throw SchemaError(place: place, message: "must be a string: the address of a metaschema.")
        }
        let uri = SchemaURI(text).withoutFragment
        if let draft = SchemaDraft(rawValue: uri) { return SchemaDialect(draft: draft) }
        // The draft is that of the metaschema's own metaschema, and so on.
        var metaschema = registry.schema(at: uri)
        let vocabularies = metaschema?["$vocabulary"]
        for _ in 0..<8 {
            guard let next = metaschema?["$schema"]?.stringValue else { break }
            let nextURI = SchemaURI(next).withoutFragment
            if let draft = SchemaDraft(rawValue: nextURI) {
                guard let vocabularies, draft != .draft7 else { return SchemaDialect(draft: draft) }
                return SchemaDialect(
                    draft: draft,
                    vocabularies: try SchemaDialect.vocabularies(
                        vocabularies, draft: draft, place: "\(uri)#/$vocabulary"))
            }
            metaschema = registry.schema(at: nextURI)
        }
        throw SchemaError(
            place: place,
            message: "names \"\(text)\", which is neither 2020-12, 2019-09 nor draft 7, nor a metaschema of the "
                + "registry that leads to one of them. Correct it, or add the metaschema to the registry.")
    }

    // MARK: References

    /// The schema that a reference leads to, seen from a resource.
    mutating func resolve(
        _ reference: String, from resource: Int, place: String
    ) throws(SchemaError) -> (location: Location, isDynamicAnchor: Bool) {
        let uri = SchemaURI(reference).resolved(against: resources[resource].uri)
        let address = uri.withoutFragment
        guard let target = try find(address, from: resource) else {
            throw SchemaError(
                place: place,
                message: "refers to \"\(address)\", which is neither in this schema nor in the registry. "
                    + "Nothing is fetched; add the schema to the registry.")
        }
        let fragment = uri.decodedFragment
        if fragment.isEmpty {
            return (Location(spot: resources[target].root, resource: target), false)
        }
        let key = SchemaKey(fragment)
        if let spot = resources[target].anchors[key] {
            let isDynamic = resources[target].dynamicAnchors[key] != nil
            return (Location(spot: spot, resource: self.resource(of: spot.pointer, in: target)), isDynamic)
        }
        guard let keys = SchemaPointer.keys(of: fragment) else {
            throw SchemaError(
                place: place, message: "refers to \"\(reference)\", but there is no anchor \"\(fragment)\".")
        }
        guard let location = walk(keys, from: target) else {
            throw SchemaError(
                place: place, message: "refers to \"\(reference)\", but there is nothing at \"\(fragment)\".")
        }
        return (location, false)
    }

    /// An anchor's resource: the one that carries it.
    private func resource(of pointer: String, in resource: Int) -> Int {
        roots[resources[resource].document][SchemaKey(pointer)] ?? resource
    }

    private mutating func find(_ address: String, from resource: Int) throws(SchemaError) -> Int? {
        if resources[resource].uri.withoutFragment == address { return resource }
        let key = SchemaKey(address)
        if let known = resourcesByURI[key] { return known }
        let dialect = SchemaDialect(draft: resources[0].dialect.draft)
        if let schema = registry.schema(at: address) ?? Metaschemas.schema(at: address) {
            return try load(schema, at: address, dialect: dialect)
        }
        if !hasLoadedAll {
            // It may be an $id within one of them.
            hasLoadedAll = true
            for (uri, schema) in registry.documents where resourcesByURI[SchemaKey(uri)] == nil {
                _ = try load(schema, at: uri, dialect: dialect)
            }
        }
        return resourcesByURI[key]
    }

    private func walk(_ keys: [String], from resource: Int) -> Location? {
        let document = resources[resource].document
        var value = resources[resource].root.value
        var pointer = resources[resource].root.pointer
        var resource = resource
        for key in keys {
            switch value {
            case .object(let object):
                guard let next = object[key] else { return nil }
                value = next
            case .array(let array):
                guard let index = SchemaPointer.index(key), index < array.count else { return nil }
                value = array[index]
            default:
                return nil
            }
            pointer += "/" + SchemaPointer.escaped(key)
            resource = roots[document][SchemaKey(pointer)] ?? resource
        }
        return Location(spot: SchemaResource.Spot(pointer: pointer, value: value), resource: resource)
    }

    /// The resource of a schema that lies at `pointer` below one of `resource`.
    func resource(at pointer: String, below resource: Int) -> Int {
        roots[resources[resource].document][SchemaKey(pointer)] ?? resource
    }
}
