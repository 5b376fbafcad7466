/// The metaschemas that are built in: published by the JSON Schema project, under json-schema.org.
enum Metaschemas {
    /// The metaschema at an address; nil where it is not one of them.
    static func schema(at uri: String) -> JSONValue? {
        for documents in [draft202012, draft201909, draft7] {
            for document in documents where document.uri == uri { return try? JSONValue(parsing: document.text) }
        }
        return nil
    }
}
