extension GenerationSchema {
    /// A structure.
    ///
    /// - Parameters:
    ///   - type: the type that the schema stands for.
    ///   - description: what it is, for the model.
    ///   - properties: the properties, in the order in which they are generated.
    public init(type: any Generable.Type, description: String? = nil, properties: [GenerationSchema.Property]) {
        self.init(
            type: type, name: nil, description: description, representNilExplicitlyInGeneratedContent: false,
            properties: properties)
    }

    /// A structure.
    ///
    /// - Parameters:
    ///   - type: the type that the schema stands for.
    ///   - description: what it is, for the model.
    ///   - explicitNil: whether the model writes null for an optional property that has no value; otherwise it leaves
    ///     the property out. When content is read, both are nil in either case.
    ///   - properties: the properties, in the order in which they are generated.
    public init(
        type: any Generable.Type, description: String? = nil,
        representNilExplicitlyInGeneratedContent explicitNil: Bool, properties: [GenerationSchema.Property]
    ) {
        self.init(
            type: type, name: nil, description: description, representNilExplicitlyInGeneratedContent: explicitNil,
            properties: properties)
    }

    /// A structure with a name of its own.
    ///
    /// Ours: `@Generable(name:)` needs it. With nil the name is that of the type.
    public init(
        type: any Generable.Type, name: String?, description: String? = nil,
        representNilExplicitlyInGeneratedContent explicitNil: Bool = false, properties: [GenerationSchema.Property]
    ) {
        let name = name ?? "\(type)"
        let object = SchemaObject(
            identity: .type(ObjectIdentifier(type)), name: name, description: description, writesNull: explicitNil,
            properties: properties.map(\.member))
        self.init(name: name, node: .object(object))
    }

    /// One of some strings.
    ///
    /// - Parameters:
    ///   - type: the type that the schema stands for.
    ///   - description: what it is, for the model.
    ///   - choices: the strings.
    public init(type: any Generable.Type, description: String? = nil, anyOf choices: [String]) {
        self.init(type: type, name: nil, description: description, anyOf: choices)
    }

    /// One of some strings, with a name of its own.
    ///
    /// Ours: `@Generable(name:)` needs it. With nil the name is that of the type.
    public init(type: any Generable.Type, name: String?, description: String? = nil, anyOf choices: [String]) {
        let name = name ?? "\(type)"
        self.init(name: name, node: .choices(choices, name: name, description: description))
    }

    /// A value of one of some types.
    ///
    /// - Parameters:
    ///   - type: the type that the schema stands for.
    ///   - description: what it is, for the model.
    ///   - types: the types.
    public init(type: any Generable.Type, description: String? = nil, anyOf types: [any Generable.Type]) {
        self.init(type: type, name: nil, description: description, anyOf: types)
    }

    /// A value of one of some types, with a name of its own.
    ///
    /// Ours: `@Generable(name:)` needs it. With nil the name is that of the type.
    public init(type: any Generable.Type, name: String?, description: String? = nil, anyOf types: [any Generable.Type])
    {
        let name = name ?? "\(type)"
        let union = SchemaUnion(
            identity: .type(ObjectIdentifier(type)), name: name, description: description,
            choices: types.map { .type($0) })
        self.init(name: name, node: .union(union))
    }
}
