import KapellJSON

extension GeneratedContent {
    /// An error for an initialiser of your own: it names the form that is there and the one that is needed, and gets
    /// the place put in front by those who read the structure or array around it.
    ///
    /// ```swift
    /// init(_ content: GeneratedContent) throws {
    ///     guard let day = Day(try content.value(String.self)) else { throw content.mismatch("the name of a day") }
    ///     self = day
    /// }
    /// ```
    ///
    /// Ours: Apple's framework has no such method.
    public func mismatch(_ needed: String) -> ParsingError {
        ParsingError(self, "is \(formWords) where \(needed) is needed.")
    }

    /// The case of an enumeration with associated values: the string under `type`.
    ///
    /// Ours: Apple's framework has no such method.
    ///
    /// - Throws: ``ParsingError`` where it is missing, or is a string that may still grow.
    public func caseName() throws -> String {
        guard let name = member("type") else {
            guard isStructure else { throw mismatch("a structure") }
            throw ParsingError(self, "lacks the property \"type\".")
        }
        guard name.isComplete else { throw name.mismatch("the whole name of a case") }
        return try value(forProperty: "type")
    }

    /// The form, with its article.
    private var formWords: String {
        switch storage {
        case .array: return "an array"
        case .structure: return "a structure"
        case .json(let value):
            switch value {
            case .null: return isComplete ? "null" : "not there yet"
            case .bool: return "a boolean"
            case .integer, .unsigned, .number: return "the number \(value.serialized())"
            case .string(let text): return text.utf8.count <= 40 ? value.serialized() : "a string"
            case .array: return "an array"
            case .object: return "a structure"
            }
        }
    }
}
