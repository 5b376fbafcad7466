/// A string as a key that is compared by its bytes.
struct SchemaKey: Sendable, Hashable {
    let text: String

    init(_ text: String) { self.text = text }

    static func == (left: SchemaKey, right: SchemaKey) -> Bool { left.text.hasSameBytes(as: right.text) }

    func hash(into hasher: inout Hasher) {
        text.withUTF8Bytes { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}
