#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

extension GenerationSchema {
    /// Why a schema cannot be made.
    public enum SchemaError: Error, LocalizedError {
        /// Two different schemas have the same name.
        case duplicateType(schema: String?, type: String, context: Context)

        /// Two properties of a structure have the same name.
        case duplicateProperty(schema: String, property: String, context: Context)

        /// A choice has nothing to choose from.
        case emptyTypeChoices(schema: String, context: Context)

        /// References lead to schemas that are not there.
        case undefinedReferences(schema: String?, references: [String], context: Context)

        /// Where it came about.
        public struct Context: Sendable {
            /// What is wrong, for a developer.
            public let debugDescription: String

            /// A context.
            public init(debugDescription: String) { self.debugDescription = debugDescription }
        }

        /// What is wrong.
        public var errorDescription: String? {
            switch self {
            case .duplicateType(_, _, let context), .duplicateProperty(_, _, let context),
                .emptyTypeChoices(_, let context), .undefinedReferences(_, _, let context):
                context.debugDescription
            }
        }

        /// What to do.
        public var recoverySuggestion: String? {
            switch self {
            case .duplicateType: "Give each schema a name of its own."
            case .duplicateProperty: "Give each property of the structure a name of its own."
            case .emptyTypeChoices: "Give at least one choice."
            case .undefinedReferences: "Add the schemas to the dependencies, or correct the names of the references."
            }
        }
    }
}

extension GenerationSchema.SchemaError: CustomStringConvertible {
    /// What is wrong, and what to do.
    public var description: String {
        [errorDescription, recoverySuggestion].compactMap { $0 }.joined(separator: " ")
    }
}

extension GenerationSchema.SchemaError {
    static func duplicateType(_ type: String, in schema: String?) -> Self {
        .duplicateType(
            schema: schema, type: type,
            context: .init(debugDescription: "Two different schemas have the name \"\(type)\"."))
    }

    static func duplicateProperty(_ property: String, in schema: String) -> Self {
        .duplicateProperty(
            schema: schema, property: property,
            context: .init(debugDescription: "The schema \"\(schema)\" has two properties \"\(property)\"."))
    }

    static func emptyTypeChoices(in schema: String) -> Self {
        .emptyTypeChoices(
            schema: schema, context: .init(debugDescription: "The schema \"\(schema)\" has no choices."))
    }

    static func undefinedReferences(_ references: [String], in schema: String?) -> Self {
        let names = references.map { "\"\($0)\"" }.joined(separator: ", ")
        let place = schema.map { "The schema \"\($0)\"" } ?? "The schema"
        return .undefinedReferences(
            schema: schema, references: references,
            context: .init(debugDescription: "\(place) refers to \(names), which it does not define."))
    }
}
