public import KapellJSON
public import KapellVectors

extension Metadata {
    /// Metadata from JSON. A nested object is stored flat, with dots; `{"$date": "2024-01-31"}` is a date, in ISO 8601
    /// or in milliseconds since 1970.
    ///
    /// - Throws: `invalidRequest` or, beyond the limits, `tooLarge`; the field is named.
    public init(json: JSONObject, limits: MetadataLimits = MetadataLimits()) throws(KapellError) {
        var fields: [(String, MetadataValue)] = []
        try Self.flatten(json, under: "", depth: 0, limits: limits, into: &fields)
        do { try self.init(fields, limits: limits) } catch { throw KapellError(error) }
    }

    /// The fields as JSON, flat, in order.
    public var json: JSONObject {
        var object = JSONObject()
        for (name, value) in fields { object[name] = value.json }
        return object
    }

    private static let deepest = 32

    private static func flatten(
        _ object: JSONObject, under path: String, depth: Int, limits: MetadataLimits,
        into fields: inout [(String, MetadataValue)]
    ) throws(KapellError) {
        guard depth < deepest else {
            throw KapellError(.invalidRequest, "The metadata is nested deeper than \(deepest) levels.")
        }
        for (key, value) in object {
            let name = path.isEmpty ? key : "\(path).\(key)"
            if let inner = value.objectValue, !MetadataValue.isDate(inner) {
                try flatten(inner, under: name, depth: depth + 1, limits: limits, into: &fields)
            } else {
                fields.append((name, try MetadataValue(json: value, of: name)))
            }
            guard fields.count <= limits.fields else {
                throw KapellError(MetadataError.tooManyFields(limit: limits.fields))
            }
        }
    }
}

extension MetadataValue {
    /// A value from JSON; `field` is what errors call it.
    public init(json: JSONValue, of field: String) throws(KapellError) {
        switch json {
        case .null: self = .null
        case .bool(let flag): self = .boolean(flag)
        case .integer(let number): self = .integer(number)
        case .unsigned(let number): self = .number(Double(number))
        case .number(let number): self = .number(number)
        case .string(let text): self = .string(text)
        case .array(let elements):
            var values: [MetadataValue] = []
            values.reserveCapacity(elements.count)
            for element in elements { values.append(try MetadataValue(json: element, of: field)) }
            self = .array(values)
        case .object(let object):
            guard Self.isDate(object), let date = object["$date"] else {
                throw KapellError(
                    .invalidRequest, "The metadata field \"\(field)\" has an object within an array.",
                    remedy: "Arrays hold texts, numbers, truth values and dates.")
            }
            if let milliseconds = date.intValue.flatMap({ Int64(exactly: $0) }) {
                self = .date(milliseconds)
                return
            }
            do { self = try .date(iso8601: date.stringValue ?? "") } catch { throw KapellError(error) }
        }
    }

    /// The value as JSON; a date is `{"$date": "…"}`.
    public var json: JSONValue {
        switch self {
        case .null: .null
        case .boolean(let flag): .bool(flag)
        case .integer(let number): .integer(number)
        case .number(let number): .number(number)
        case .string(let text): .string(text)
        case .date(let milliseconds):
            ["$date": MetadataDate.text(milliseconds: milliseconds).map { .string($0) } ?? .integer(milliseconds)]
        case .array(let values): .array(values.map(\.json))
        }
    }

    fileprivate static func isDate(_ object: JSONObject) -> Bool { object.count == 1 && object["$date"] != nil }
}
