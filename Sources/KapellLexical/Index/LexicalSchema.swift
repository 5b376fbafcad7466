/// A named part of a document, such as its title, with a weight.
public struct LexicalField: Sendable, Hashable {
    public let name: String
    /// What the score of a word of this field is multiplied by.
    public let weight: Double

    public init(_ name: String, weight: Double = 1) {
        self.name = name
        self.weight = weight
    }
}

/// What an index is made of: analyser, fields, and the parameters of BM25.
///
/// The score of a term t in a field of a document is
/// `weight · ln(1 + (N − n + 0.5) / (n + 0.5)) · f · (k1 + 1) / (f + k1 · (1 − b + b · length / average))`,
/// with N documents in the namespace, n of them with t in the field, and f occurrences in the document.
public struct LexicalSchema: Sendable, Hashable {
    /// The name of the field where no other is given.
    public static let standardField = "text"

    public let analyzer: Analyzer
    public let fields: [LexicalField]
    /// How soon more occurrences of a word stop to count.
    public let k1: Double
    /// How much the length of a field counts, from 0 to 1.
    public let b: Double

    /// - Throws: `LexicalError.invalidSchema` for no field or more than 64, equal or empty names, names that are not
    ///   letters, digits and underscores, or numbers out of range.
    public init(
        analyzer: Analyzer, fields: [LexicalField] = [LexicalField(LexicalSchema.standardField)], k1: Double = 1.2,
        b: Double = 0.75
    ) throws(LexicalError) {
        guard (1...64).contains(fields.count) else {
            throw .invalidSchema("it has \(fields.count) fields; it can have 1 to 64")
        }
        var names: Set<String> = []
        for field in fields {
            guard Self.isName(field.name) else {
                throw .invalidSchema("\"\(field.name)\" is no name of a field; use letters, digits and underscores")
            }
            guard names.insert(field.name).inserted else {
                throw .invalidSchema("two fields have the name \(field.name)")
            }
            guard field.weight.isFinite, field.weight > 0, field.weight <= 1_000_000 else {
                throw .invalidSchema("the weight \(field.weight) of the field \(field.name) is not in 0…1000000")
            }
        }
        guard k1.isFinite, (0...1000).contains(k1) else { throw .invalidSchema("k1 is \(k1); it can be 0 to 1000") }
        guard b.isFinite, (0...1).contains(b) else { throw .invalidSchema("b is \(b); it can be 0 to 1") }
        self.analyzer = analyzer
        self.fields = fields
        self.k1 = k1
        self.b = b
    }

    /// The place of a field.
    /// - Throws: `LexicalError.unknownField`.
    func place(of name: String) throws(LexicalError) -> Int {
        guard let place = fields.firstIndex(where: { $0.name == name }) else {
            throw .unknownField(name, known: fields.map(\.name))
        }
        return place
    }

    private static func isName(_ name: String) -> Bool {
        (1...64).contains(name.utf8.count)
            && name.unicodeScalars.allSatisfy { $0 == "_" || $0.properties.isAlphabetic || ("0"..."9").contains($0) }
    }
}
