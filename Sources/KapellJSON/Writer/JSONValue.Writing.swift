extension JSONValue {
    /// The value as JSON text.
    ///
    /// Keys stand in their order. A `Double` is written with the fewest digits that read back as the same one, and
    /// always with a fraction or an exponent; NaN and the infinities become `null`. Characters beyond ASCII are
    /// written as they are.
    ///
    /// - Parameter pretty: one element a line, indented by two spaces; otherwise no white space at all.
    public func serialized(pretty: Bool = false) -> String {
        String(decoding: serializedBytes(pretty: pretty), as: UTF8.self)
    }

    /// The value as JSON text in UTF-8; see ``serialized(pretty:)``.
    public func serializedBytes(pretty: Bool = false) -> [UInt8] {
        var writer = JSONWriter(isPretty: pretty)
        writer.write(self)
        return writer.bytes
    }

    /// Appends the value as JSON text in UTF-8 to `bytes`; see ``serialized(pretty:)``.
    public func serialize(into bytes: inout [UInt8], pretty: Bool = false) {
        var taken: [UInt8] = []
        swap(&taken, &bytes)
        var writer = JSONWriter(into: taken, isPretty: pretty)
        taken = []
        writer.write(self)
        bytes = writer.bytes
    }
}

extension JSONValue: CustomStringConvertible {
    /// The value as JSON text without white space.
    public var description: String { serialized() }
}

extension JSONObject: CustomStringConvertible {
    /// The object as JSON text without white space.
    public var description: String { JSONValue.object(self).serialized() }
}
