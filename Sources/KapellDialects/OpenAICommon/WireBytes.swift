import KapellJSON

extension [UInt8] {
    /// The text as a JSON string, in quotes.
    mutating func append(json text: String) { JSONValue.string(text).serialize(into: &self) }

    mutating func append(_ text: StaticString) {
        append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    mutating func append(decimal number: Int) { JSONValue.integer(Int64(number)).serialize(into: &self) }
}
