package import KapellCore
package import KapellJSON

/// The schema of a tool's arguments, which must be an object's.
package enum ToolSchema {
    /// - Throws: `invalidRequest` for a schema that is no object.
    package static func object(_ tool: ModelTool) throws(KapellError) -> JSONObject {
        if tool.parameters.isNull { return ["type": "object", "properties": [:]] }
        guard let schema = tool.parameters.objectValue else {
            throw KapellError(
                .invalidRequest, "The parameters of the tool `\(tool.name)` are no JSON Schema of an object.",
                remedy: #"Begin with {"type": "object", "properties": {…}}."#)
        }
        if schema["type"]?.stringValue == "object" { return schema }
        var object: JSONObject = ["type": "object"]
        for (key, value) in schema where key != "type" { object[key] = value }
        return object
    }
}
