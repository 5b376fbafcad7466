internal import KapellJSON

/// One key of the file: everything that validation, the schema, the reference table and the suggestions need to know.
struct ConfigurationKey: Sendable {
    var name: String
    /// One sentence for editors and the reference.
    var summary: String
    var shape: ConfigurationShape
    var isRequired = false
    /// What holds when the key is not there; for people and editors, the sections apply it.
    var `default`: JSONValue?
    /// A correct line, shown in remedies.
    var example: String

    init(
        _ name: String,
        _ summary: String,
        _ shape: ConfigurationShape,
        isRequired: Bool = false,
        default: JSONValue? = nil,
        example: String
    ) {
        self.name = name
        self.summary = summary
        self.shape = shape
        self.isRequired = isRequired
        self.default = `default`
        self.example = example
    }
}

/// A mapping with a fixed set of keys.
struct ConfigurationKeys: Sendable {
    var keys: [ConfigurationKey]
    /// Keys of the design that this version does not read yet.
    var reserved: [String] = []

    func key(named name: String) -> ConfigurationKey? {
        keys.first { $0.name == name }
    }
}
