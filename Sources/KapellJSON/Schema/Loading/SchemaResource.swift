/// A schema with an address of its own, and what is named in it.
struct SchemaResource {
    /// A schema within a document.
    struct Spot {
        var pointer: String
        var value: JSONValue
    }

    var uri: SchemaURI
    var document: Int
    var root: Spot
    var dialect: SchemaDialect
    var anchors: [SchemaKey: Spot] = [:]
    var dynamicAnchors: [SchemaKey: Spot] = [:]

    /// Under this name `$recursiveAnchor` is a dynamic anchor. No anchor can be called so.
    static let recursiveAnchor = SchemaKey("#")
}
