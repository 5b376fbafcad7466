extension JSONValue {
    /// Parses a JSON text in UTF-8 (RFC 8259, strictly).
    ///
    /// - A byte order mark at the start is passed over.
    /// - Of a key that comes twice in an object, the last value stands in the first's place.
    /// - Integers keep 64 bits; greater ones, and `-0`, become a `Double`. A number beyond the range of `Double` is
    ///   an error; one too small for it becomes 0.
    /// - An escaped surrogate without its partner becomes U+FFFD. Bytes that are not UTF-8 are an error.
    /// - The parser never recurses: no nesting overflows the stack.
    ///
    /// - Parameters:
    ///   - bytes: the text.
    ///   - limits: the greatest depth and size.
    /// - Throws: ``JSONError`` with the reason, the byte offset, the line and the column.
    public init(parsing bytes: some Sequence<UInt8>, limits: JSONLimits = .default) throws(JSONError) {
        self = try bytes.withBytes { (bytes) throws(JSONError) in try JSONParser.parse(bytes, limits: limits) }
    }

    /// Parses a JSON text in UTF-8; see `init(parsing:limits:)` for bytes.
    public init(parsing bytes: Span<UInt8>, limits: JSONLimits = .default) throws(JSONError) {
        self = try bytes.withUnsafeBufferPointer { (bytes) throws(JSONError) in
            try JSONParser.parse(bytes, limits: limits)
        }
    }

    /// Parses a JSON text; see `init(parsing:limits:)` for bytes.
    public init(parsing text: some StringProtocol, limits: JSONLimits = .default) throws(JSONError) {
        self = try text.utf8.withBytes { (bytes) throws(JSONError) in try JSONParser.parse(bytes, limits: limits) }
    }
}
