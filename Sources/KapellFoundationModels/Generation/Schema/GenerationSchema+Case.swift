extension GenerationSchema {
    /// A case of an enumeration with associated values: a structure whose first property, `type`, is the name of the
    /// case.
    ///
    /// Ours: with Apple's framework each case takes a type of its own. The JSON Schema is of the same form.
    public struct Case: Sendable {
        let name: String
        let properties: [SchemaMember]

        /// A case.
        ///
        /// - Parameters:
        ///   - name: the name, as the model writes it.
        ///   - properties: the associated values. None may have the name `type`.
        public init(name: String, properties: [GenerationSchema.Property] = []) {
            self.name = name
            self.properties = properties.map(\.member)
        }
    }

    /// An enumeration with associated values.
    ///
    /// Ours: `@Generable` writes it.
    ///
    /// - Parameters:
    ///   - type: the type that the schema stands for.
    ///   - name: the name; nil takes that of the type.
    ///   - description: what it is, for the model.
    ///   - explicitNil: whether the model writes null for an optional value that is not there.
    ///   - cases: the cases.
    public init(
        type: any Generable.Type, name: String? = nil, description: String? = nil,
        representNilExplicitlyInGeneratedContent explicitNil: Bool = false, cases: [GenerationSchema.Case]
    ) {
        let name = name ?? "\(type)"
        let choices = cases.map { one in
            let kind = SchemaMember(
                name: "type", description: nil, node: .guided(.scalar(.string), [.choices([one.name])]),
                isOptional: false)
            return SchemaNode.inline(
                SchemaObject(
                    identity: .type(ObjectIdentifier(type)), name: one.name, description: nil,
                    writesNull: explicitNil, properties: [kind] + one.properties))
        }
        let union = SchemaUnion(
            identity: .type(ObjectIdentifier(type)), name: name, description: description, choices: choices)
        self.init(name: name, node: .union(union))
    }

    /// A structure that stands for no type, such as the parameters of a function.
    ///
    /// Ours: Apple's framework makes it of a ``DynamicGenerationSchema``.
    ///
    /// - Parameters:
    ///   - name: the name.
    ///   - description: what it is, for the model.
    ///   - properties: the properties, in the order in which they are generated.
    public init(name: String, description: String? = nil, properties: [GenerationSchema.Property]) {
        let object = SchemaObject(
            identity: .name(name), name: name, description: description, properties: properties.map(\.member))
        self.init(name: name, node: .object(object))
    }
}
