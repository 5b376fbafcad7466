public import KapellJSON
import KapellVectors

extension VectorRecord {
    /// A record from `{"id", "vector", "text", "metadata", "parent"}`; all but `id` may be missing.
    ///
    /// - Throws: `invalidRequest` or `tooLarge` that names the record.
    public init(json: JSONValue) throws(KapellError) {
        guard let object = json.objectValue else { throw KapellError(.invalidRequest, "A record is not an object.") }
        let known: Set<String> = ["id", "vector", "text", "metadata", "parent"]
        if let key = object.keys.first(where: { !known.contains($0) }) {
            throw KapellError(
                .invalidRequest, "A record has the unknown key `\(key.prefix(60))`.",
                remedy: "Put fields of your own into `metadata`.")
        }
        let id = try object.required("id")
        do throws(KapellError) {
            self.init(
                id: id, vector: try object["vector"].map { json throws(KapellError) in try Self.vector(json) } ?? [],
                text: try object.text("text"), metadata: try Self.metadata(object["metadata"]),
                parent: try object.text("parent"))
        } catch {
            throw KapellError(error.code, "Record \(id.prefix(80)): \(error.message)", remedy: error.remedy)
        }
    }

    /// The parts that are asked for, as JSON.
    public func json(_ parts: VectorRecordParts) -> JSONObject {
        var object: JSONObject = ["id": .string(id)]
        if parts.contains(.vector) {
            object["vector"] = .array(vector.map { JSONValue(shortest: $0) })
        }
        if parts.contains(.text) { object["text"] = text.map { .string($0) } ?? .null }
        if parts.contains(.metadata) { object["metadata"] = .object(metadata.json) }
        if let parent { object["parent"] = .string(parent) }
        return object
    }

    /// A vector from a list of numbers.
    ///
    /// - Throws: `invalidRequest` that names the component.
    public static func vector(_ json: JSONValue) throws(KapellError) -> [Float] {
        guard case .array(let numbers) = json else {
            throw KapellError(.invalidRequest, "`vector` must be a list of numbers.")
        }
        var vector: [Float] = []
        vector.reserveCapacity(numbers.count)
        for (place, number) in numbers.enumerated() {
            guard let value = number.doubleValue.map({ Float($0) }), value.isFinite else {
                throw KapellError(.invalidRequest, "Component \(place) of `vector` is not a number of 32 bits.")
            }
            vector.append(value)
        }
        return vector
    }

    private static func metadata(_ json: JSONValue?) throws(KapellError) -> Metadata {
        guard let json, !json.isNull else { return Metadata() }
        guard let object = json.objectValue else {
            throw KapellError(.invalidRequest, "`metadata` must be an object.")
        }
        return try Metadata(json: object)
    }
}
