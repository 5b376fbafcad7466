/// A schema that is put together at run time, to be made into a ``GenerationSchema``.
///
/// ```swift
/// let menu = DynamicGenerationSchema(
///     name: "Menu",
///     properties: [
///         .init(name: "soup", schema: DynamicGenerationSchema(name: "Soup", anyOf: ["tomato", "leek"])),
///         .init(name: "prices", schema: .init(arrayOf: .init(type: Int.self, guides: [.minimum(1)]))),
///     ])
/// let schema = try GenerationSchema(root: menu, dependencies: [])
/// ```
///
/// Schemas refer to each other by name, also to themselves.
public struct DynamicGenerationSchema: Sendable {
    let node: SchemaNode
    /// The name that others can refer to.
    let name: String?

    private init(_ node: SchemaNode, name: String? = nil) {
        self.node = node
        self.name = name
    }

    /// Null: as one choice of several, for what must be there and may be empty.
    public static var null: DynamicGenerationSchema { DynamicGenerationSchema(.scalar(.null)) }

    /// A structure.
    ///
    /// - Parameters:
    ///   - name: the name that others can refer to.
    ///   - description: what it is, for the model.
    ///   - properties: the properties, in the order in which they are generated.
    public init(name: String, description: String? = nil, properties: [DynamicGenerationSchema.Property]) {
        self.init(
            name: name, description: description, representNilExplicitlyInGeneratedContent: false,
            properties: properties)
    }

    /// A structure.
    ///
    /// - Parameters:
    ///   - name: the name that others can refer to.
    ///   - description: what it is, for the model.
    ///   - explicitNil: whether the model writes null for an optional property that has no value; otherwise it leaves
    ///     the property out.
    ///   - properties: the properties, in the order in which they are generated.
    public init(
        name: String, description: String? = nil, representNilExplicitlyInGeneratedContent explicitNil: Bool,
        properties: [DynamicGenerationSchema.Property]
    ) {
        let object = SchemaObject(
            identity: .name(name), name: name, description: description, writesNull: explicitNil,
            properties: properties.map(\.member))
        self.init(.object(object), name: name)
    }

    /// A value of one of some schemas.
    public init(name: String, description: String? = nil, anyOf choices: [DynamicGenerationSchema]) {
        let union = SchemaUnion(
            identity: .name(name), name: name, description: description, choices: choices.map(\.node))
        self.init(.union(union), name: name)
    }

    /// One of some strings.
    public init(name: String, description: String? = nil, anyOf choices: [String]) {
        self.init(.choices(choices, name: name, description: description), name: name)
    }

    /// An array.
    ///
    /// - Parameters:
    ///   - itemSchema: what each element is.
    ///   - minimumElements: how many elements there are at least.
    ///   - maximumElements: how many elements there are at most.
    public init(
        arrayOf itemSchema: DynamicGenerationSchema, minimumElements: Int? = nil, maximumElements: Int? = nil
    ) {
        self.init(.array(itemSchema.node, minimum: minimumElements, maximum: maximumElements))
    }

    /// A value of a type.
    ///
    /// - Parameters:
    ///   - type: the type.
    ///   - guides: rules for the value.
    public init<Value>(type: Value.Type, guides: [GenerationGuide<Value>] = []) where Value: Generable {
        let rules = guides.flatMap(\.rules)
        self.init(rules.isEmpty ? .type(type) : .guided(.type(type), rules))
    }

    /// The schema of that name: the root, a dependency, or one that lies within them.
    public init(referenceTo name: String) { self.init(.reference(name)) }
}

extension DynamicGenerationSchema {
    /// A property of a structure.
    public struct Property: Sendable {
        let member: SchemaMember

        /// A property.
        ///
        /// - Parameters:
        ///   - name: the name.
        ///   - description: what is to be generated, for the model.
        ///   - schema: what the value is.
        ///   - isOptional: whether it may be missing.
        public init(
            name: String, description: String? = nil, schema: DynamicGenerationSchema, isOptional: Bool = false
        ) {
            member = SchemaMember(name: name, description: description, node: schema.node, isOptional: isOptional)
        }
    }
}
