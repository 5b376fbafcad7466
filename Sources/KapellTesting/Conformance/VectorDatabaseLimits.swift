/// What an engine cannot hold of ``VectorDatabase``'s promises. The conformance suite leaves out what is declared, and
/// an engine's documentation says the same.
public struct VectorDatabaseLimits: OptionSet, Sendable, Hashable {
    public let rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Integers beyond 2^53 are rounded, or refused.
    public static let integersBeyondDouble = VectorDatabaseLimits(rawValue: 1 << 0)
    /// A date, a null or an array of several types cannot be stored.
    public static let mixedValues = VectorDatabaseLimits(rawValue: 1 << 1)
    /// Two texts that Unicode calls canonically equivalent are different.
    public static let canonicalTexts = VectorDatabaseLimits(rawValue: 1 << 2)
    /// Texts have no order in filters.
    public static let orderedTexts = VectorDatabaseLimits(rawValue: 1 << 3)
    /// One field cannot have values of different types in different records.
    public static let mixedFields = VectorDatabaseLimits(rawValue: 1 << 4)
    /// U+0000 cannot stand in a text, an id or a value.
    public static let zeroCharacter = VectorDatabaseLimits(rawValue: 1 << 5)
    /// There is no search by words.
    public static let words = VectorDatabaseLimits(rawValue: 1 << 6)
    /// A batch is not written all or none when the engine itself refuses a part of it or dies.
    public static let atomicBatches = VectorDatabaseLimits(rawValue: 1 << 7)
    /// Searches with a filter may miss matches.
    public static let filteredCompleteness = VectorDatabaseLimits(rawValue: 1 << 9)
    /// Filters on arrays: `contains`, and `==` with an array.
    public static let arrayFilters = VectorDatabaseLimits(rawValue: 1 << 10)
    /// Collections of the metric dot.
    public static let dot = VectorDatabaseLimits(rawValue: 1 << 11)
    /// Records without a text and records with an empty text are the same.
    public static let emptyTexts = VectorDatabaseLimits(rawValue: 1 << 12)
}
