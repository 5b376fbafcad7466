import KapellJSON

extension GeneratedContent {
    /// A structure of properties.
    ///
    /// - Parameters:
    ///   - properties: the names and values, in the order of the type's schema. Of a name that comes twice, the last
    ///     value stands in the first's place.
    ///   - id: the identity.
    public init(properties: KeyValuePairs<String, any ConvertibleToGeneratedContent>, id: GenerationID? = nil) {
        var values: [String: GeneratedContent] = [:]
        var keys: [String] = []
        for (key, value) in properties where values.updateValue(value.generatedContent, forKey: key) == nil {
            keys.append(key)
        }
        self.init(properties: values, keys: keys, id: id)
    }

    /// A structure of properties some of which may have the same name.
    ///
    /// - Parameters:
    ///   - properties: the names and values, in the order of the type's schema.
    ///   - id: the identity.
    ///   - combine: makes one value of the value so far and a further one of the same name.
    /// - Throws: what `combine` throws.
    public init<S>(
        properties: S, id: GenerationID? = nil,
        uniquingKeysWith combine: (GeneratedContent, GeneratedContent) throws -> some ConvertibleToGeneratedContent
    ) rethrows where S: Sequence, S.Element == (String, any ConvertibleToGeneratedContent) {
        var values: [String: GeneratedContent] = [:]
        var keys: [String] = []
        for (key, value) in properties {
            if let present = values[key] {
                values[key] = try combine(present, value.generatedContent).generatedContent
            } else {
                values[key] = value.generatedContent
                keys.append(key)
            }
        }
        self.init(properties: values, keys: keys, id: id)
    }

    /// An array of elements.
    public init<S>(elements: S, id: GenerationID? = nil)
    where S: Sequence, S.Element == any ConvertibleToGeneratedContent {
        self.init(elements: elements.map(\.generatedContent), id: id)
    }

    /// The content of a value.
    public init(_ value: some ConvertibleToGeneratedContent) { self = value.generatedContent }

    /// The content of a value, with an identity.
    public init(_ value: some ConvertibleToGeneratedContent, id: GenerationID) {
        self = value.generatedContent
        self.id = id
    }

    init(elements: [GeneratedContent], id: GenerationID?) {
        if elements.allSatisfy(\.isPlain) {
            self.init(storage: .json(.array(elements.map(\.jsonValue))), id: id)
        } else {
            self.init(storage: .array(elements), id: id)
        }
    }

    /// - Parameter keys: all names, each once.
    init(properties: [String: GeneratedContent], keys: [String], id: GenerationID?) {
        if properties.values.allSatisfy(\.isPlain) {
            let object = JSONObject(keys.lazy.compactMap { key in properties[key].map { (key, $0.jsonValue) } })
            self.init(storage: .json(.object(object)), id: id)
        } else {
            self.init(storage: .structure(properties, keys: keys), id: id)
        }
    }
}
