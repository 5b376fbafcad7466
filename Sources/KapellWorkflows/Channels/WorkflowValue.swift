public import KapellJSON

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What a channel, an effect or an answer may hold: a value that goes into JSON and comes out of it the same.
///
/// Texts, truth values, integers, `Double`, arrays and optionals of such values, and the JSON types conform. A type of
/// one's own conforms by being `Codable`:
///
/// ```swift
/// struct Clause: Codable, WorkflowValue { var number: Int; var text: String }
/// ```
public protocol WorkflowValue: Sendable {
    /// The name under which a schema of state knows the type. Change it when the stored form changes: then runs that
    /// sleep are migrated or refused, not misread. The default is the type's own name.
    static var workflowTypeName: String { get }

    /// - Throws: when `json` is not of this type.
    init(workflowJSON json: JSONValue) throws

    /// - Throws: when the value has no form in JSON.
    func workflowJSON() throws -> JSONValue
}

extension WorkflowValue {
    public static var workflowTypeName: String { "\(Self.self)" }
}

extension WorkflowValue where Self: Codable {
    public init(workflowJSON json: JSONValue) throws {
        self = try JSONDecoder().decode(Self.self, from: Data(json.serializedBytes()))
    }

    public func workflowJSON() throws -> JSONValue {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return try JSONValue(parsing: encoder.encode(self))
    }
}
