import KapellCore
public import KapellJSON

extension JSONValue: WorkflowValue {
    public init(workflowJSON json: JSONValue) { self = json }
    public func workflowJSON() -> JSONValue { self }
}

extension JSONObject: WorkflowValue {
    public init(workflowJSON json: JSONValue) throws { self = try need(json.objectValue, "an object", json) }
    public func workflowJSON() -> JSONValue { .object(self) }
}

extension String: WorkflowValue {
    public init(workflowJSON json: JSONValue) throws { self = try need(json.stringValue, "a text", json) }
    public func workflowJSON() -> JSONValue { .string(self) }
}

extension Bool: WorkflowValue {
    public init(workflowJSON json: JSONValue) throws { self = try need(json.boolValue, "true or false", json) }
    public func workflowJSON() -> JSONValue { .bool(self) }
}

extension Int: WorkflowValue {
    public init(workflowJSON json: JSONValue) throws { self = try need(json.intValue, "a whole number", json) }
    public func workflowJSON() -> JSONValue { .integer(Int64(self)) }
}

extension Double: WorkflowValue {
    public init(workflowJSON json: JSONValue) throws { self = try need(json.doubleValue, "a number", json) }

    public func workflowJSON() throws -> JSONValue {
        guard isFinite else {
            throw KapellError(.invalidRequest, "\(self) has no form in JSON.", remedy: "Write a finite number.")
        }
        return .number(self)
    }
}

extension Array: WorkflowValue where Element: WorkflowValue {
    public static var workflowTypeName: String { "[\(Element.workflowTypeName)]" }

    public init(workflowJSON json: JSONValue) throws {
        self = try need(json.arrayValue, "a list", json).map { try Element(workflowJSON: $0) }
    }

    public func workflowJSON() throws -> JSONValue { .array(try map { try $0.workflowJSON() }) }
}

extension Optional: WorkflowValue where Wrapped: WorkflowValue {
    public static var workflowTypeName: String { "\(Wrapped.workflowTypeName)?" }

    public init(workflowJSON json: JSONValue) throws {
        self = json.isNull ? nil : try Wrapped(workflowJSON: json)
    }

    public func workflowJSON() throws -> JSONValue { try self?.workflowJSON() ?? .null }
}

private func need<Value>(_ value: Value?, _ what: String, _ json: JSONValue) throws -> Value {
    guard let value else {
        let kind =
            switch json {
            case .null: "null"
            case .bool: "a truth value"
            case .integer, .unsigned, .number: "a number"
            case .string: "a text"
            case .array: "a list"
            case .object: "an object"
            }
        throw KapellError(.invalidRequest, "Here must be \(what), not \(kind).")
    }
    return value
}
