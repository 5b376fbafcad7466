internal import KapellCore
internal import KapellVectors

/// What a row has beside its vector and its metadata.
struct StoredRecord: Sendable {
    enum Text: Sendable {
        case absent
        /// In memory, until a snapshot has it.
        case here(String)
        /// In the file of the newest snapshot: ``NamespaceState/texts``.
        case inFile
    }

    var id: String
    var text: Text
    var parent: String?
    /// The metadata as they came, where the filter index gives them back in another form.
    var metadata: Metadata?

    init(id: String, text: Text, parent: String?, metadata: Metadata?) {
        self.id = id
        self.text = text
        self.parent = parent
        self.metadata = metadata
    }

    init(_ record: VectorRecord) {
        id = record.id
        text = record.text.map { .here($0) } ?? .absent
        parent = record.parent
        metadata = record.metadata.fields.contains { Self.losesForm($0.value) } ? record.metadata : nil
    }

    /// A filter compares numbers by value, so that its index makes integers of whole numbers.
    private static func losesForm(_ value: MetadataValue) -> Bool {
        switch value {
        case .number(let number): number == number.rounded(.towardZero)
        case .array(let elements): elements.contains(where: losesForm)
        default: false
        }
    }
}
