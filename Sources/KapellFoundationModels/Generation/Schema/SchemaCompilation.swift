import KapellCore
import KapellJSON
import Synchronization

/// A schema as JSON Schema, and as a validator; each made when it is first needed, and then kept.
final class SchemaCompilation: Sendable {
    private struct Kept {
        var document: Result<JSONValue, any Error>?
        var validator: Result<JSONSchema, any Error>?
    }

    private let node: SchemaNode
    private let name: String
    private let kept = Mutex(Kept())

    init(_ node: SchemaNode, name: String) {
        self.node = node
        self.name = name
    }

    /// The JSON Schema.
    func document() throws -> JSONValue {
        if let known = kept.withLock({ $0.document }) { return try known.get() }
        // Not under the lock: types that are written by hand may look at this schema meanwhile.
        let result = Result<JSONValue, any Error> {
            let document = try write(isForChecking: false)
            try refuseImpossible(document)
            return document
        }
        kept.withLock { $0.document = $0.document ?? result }
        return try result.get()
    }

    /// The validator.
    func validator() throws -> JSONSchema {
        if let known = kept.withLock({ $0.validator }) { return try known.get() }
        let result = Result<JSONSchema, any Error> {
            _ = try document()
            return try JSONSchema(try write(isForChecking: true), options: SchemaOptions(checksFormats: true))
        }
        .mapError { error -> any Error in
            guard let error = error as? KapellJSON.SchemaError else { return error }
            return KapellError(
                .invalidRequest, "The schema \"\(name)\" cannot be used: \(error.place) \(error.message)",
                remedy: "Change this place of the schema.")
        }
        kept.withLock { $0.validator = $0.validator ?? result }
        return try result.get()
    }

    private func write(isForChecking: Bool) throws -> JSONValue {
        var writer = SchemaWriter(isForChecking: isForChecking)
        do {
            return try writer.document(node, name: name)
        } catch let error as KapellError {
            throw KapellError(
                error.code, "The schema \"\(name)\" cannot be kept: \(error.message)",
                remedy: error.remedy ?? "Change the schema.")
        }
    }

    private func refuseImpossible(_ document: JSONValue) throws {
        let missing = SchemaReferences.undefined(in: document)
        guard missing.isEmpty else { throw GenerationSchema.SchemaError.undefinedReferences(missing, in: name) }
        if let reason = SchemaContradiction.find(in: document) {
            throw KapellError(
                .invalidRequest, "The schema \"\(name)\" cannot be satisfied: \(reason)",
                remedy: "Change this place of the schema.")
        }
    }
}
