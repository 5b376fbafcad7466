import KapellJSON

extension GenerationSchema {
    /// The JSON Schema; an empty one where the schema cannot be used. Sessions refuse such a schema before this is asked.
    var json: JSONValue { (try? jsonSchema) ?? [:] }
}
