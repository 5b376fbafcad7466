extension GenerationSchema {
    /// A property of a structure: a name, a type, and what else the model should know.
    public struct Property: Sendable {
        let member: SchemaMember

        /// A property that always has a value.
        ///
        /// - Parameters:
        ///   - name: the name.
        ///   - description: what is to be generated, for the model.
        ///   - type: the type.
        ///   - guides: rules for the value.
        public init<Value>(
            name: String, description: String? = nil, type: Value.Type, guides: [GenerationGuide<Value>] = []
        ) where Value: Generable {
            member = Self.member(name, description, .type(type), guides.flatMap(\.rules), isOptional: false)
        }

        /// A property that may be missing. The parameters are those of a property that always has a value.
        public init<Value>(
            name: String, description: String? = nil, type: Value?.Type, guides: [GenerationGuide<Value>] = []
        ) where Value: Generable {
            member = Self.member(name, description, .type(Value.self), guides.flatMap(\.rules), isOptional: true)
        }

        /// A string that matches regular expressions.
        ///
        /// - Parameters:
        ///   - name: the name.
        ///   - description: what is to be generated, for the model.
        ///   - type: `String.self`.
        ///   - guides: the expressions. Of several, the last one counts.
        public init<RegexOutput>(
            name: String, description: String? = nil, type: String.Type, guides: [Regex<RegexOutput>] = []
        ) {
            member = Self.member(name, description, .type(type), Self.rules(guides), isOptional: false)
        }

        /// A string that may be missing and otherwise matches regular expressions, the last one of several.
        public init<RegexOutput>(
            name: String, description: String? = nil, type: String?.Type, guides: [Regex<RegexOutput>] = []
        ) {
            member = Self.member(name, description, .type(String.self), Self.rules(guides), isOptional: true)
        }

        private static func rules<Output>(_ guides: [Regex<Output>]) -> [GuideRule] {
            guides.last.map { GenerationGuide.pattern($0).rules } ?? []
        }

        private static func member(
            _ name: String, _ description: String?, _ node: SchemaNode, _ rules: [GuideRule], isOptional: Bool
        ) -> SchemaMember {
            SchemaMember(
                name: name, description: description, node: rules.isEmpty ? node : .guided(node, rules),
                isOptional: isOptional)
        }
    }
}
