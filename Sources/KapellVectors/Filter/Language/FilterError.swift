/// Why a filter, or the index that answers it, refuses. `description` names the thing; `remedy` says what to do.
public enum FilterError: Error, Sendable, Hashable {
    /// The text is no filter.
    case syntax(FilterPosition, expected: String, found: String, remedy: String)
    /// The text has more bytes than allowed.
    case tooLong(bytes: Int, limit: Int)
    /// Conditions are nested deeper than allowed.
    case tooDeep(limit: Int)
    /// There are more conditions and values than allowed.
    case tooManyTerms(limit: Int)
    /// A field without a name.
    case emptyName
    /// The value is NaN or infinite.
    case notFinite(field: String)
    /// The operator is not defined for values of this type, whatever the rows have.
    case undefined(field: String, operation: String, type: MetadataType)
    /// No row has, or ever had, the field. `similar` are names that exist, the nearest first.
    case unknownField(String, similar: [String])
    /// The field's values have other types, so that the condition can hold for no row, or for every row.
    case wrongType(field: String, operation: String, value: MetadataType, known: [MetadataType], elements: Bool)
    /// A row number outside 0...`RowSet.maximumRow`.
    case invalidRow(Int)
    /// The index would have more fields than it can.
    case tooManyFields(limit: Int)
    /// Bytes that are no row set.
    case damagedRows(String)
    /// Bytes that are no filter index.
    case damagedIndex(String)
}

extension FilterError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .syntax(let position, let expected, let found, _):
            "The filter is wrong at \(position): expected \(expected), found \(found)."
        case .tooLong(let bytes, let limit):
            "The filter's text has \(bytes) bytes; \(limit) are allowed."
        case .tooDeep(let limit):
            "The filter is nested deeper than \(limit) levels."
        case .tooManyTerms(let limit):
            "The filter has more than \(limit) conditions and values."
        case .emptyName:
            "A condition of the filter has a field without a name."
        case .notFinite(let field):
            "The filter compares \(FilterText.name(field)) with NaN or an infinite number."
        case .undefined(let field, let operation, let type):
            "The filter's condition on \(FilterText.name(field)): \(operation) is not defined for \(Self.article(type))."
        case .unknownField(let field, _):
            "No row has the field \(FilterText.name(field))."
        case .wrongType(let field, let operation, let value, let known, let elements):
            "The filter's condition on \(FilterText.name(field)) compares by \(operation) with \(Self.article(value)); "
                + (elements ? "the elements of the field's arrays are" : "the field's values are")
                + " of type \(known.map(\.description).joined(separator: ", "))."
        case .invalidRow(let row):
            "\(row) is no row number; rows are numbered from 0 to \(RowSet.maximumRow)."
        case .tooManyFields(let limit):
            "The collection has \(limit) metadata fields; that is the most it can have."
        case .damagedRows(let what):
            "A set of rows is damaged: \(what)."
        case .damagedIndex(let what):
            "The filter index is damaged: \(what)."
        }
    }

    /// What the caller can do about it.
    public var remedy: String {
        switch self {
        case .syntax(_, _, _, let remedy):
            return remedy
        case .tooLong, .tooManyTerms:
            return "Ask for fewer values; store a field that groups them, and filter by that."
        case .tooDeep:
            return "Leave out parentheses that are not needed; join conditions in one chain of and, or of or."
        case .emptyName:
            return "Name the field."
        case .notFinite:
            return "Compare with a finite number."
        case .undefined(_, _, let type):
            return type == .array
                ? "Ask for elements: contains, contains any or contains all."
                : "Use == or !=; < <= > >= are for numbers, strings and dates."
        case .unknownField(let field, let similar):
            return similar.isEmpty
                ? "Check the name; exists \(FilterText.name(field)) asks for a field that may not be there."
                : "Did you mean \(similar.map { FilterText.name($0) }.joined(separator: ", "))?"
        case .wrongType(let field, "contains", _, _, false):
            return "The field \(FilterText.name(field)) holds no arrays: use == or in."
        case .wrongType(let field, _, let value, let known, let elements):
            return Self.remedy(field: FilterText.name(field), value: value, known: known, elements: elements)
        case .invalidRow:
            return "Use the row number that the vector index gave."
        case .tooManyFields:
            return "Use the same field names in all rows; put names that differ by row into an array of texts."
        case .damagedRows, .damagedIndex:
            return "Remove it and build the index anew from the rows' metadata."
        }
    }

    private static func article(_ type: MetadataType) -> String {
        switch type {
        case .null: "null"
        case .array: "an array"
        default: "a \(type)"
        }
    }

    private static func remedy(field: String, value: MetadataType, known: [MetadataType], elements: Bool) -> String {
        if !elements && value != .array && known.contains(.array) {
            return "Ask for an element: \(field) contains …, or contains any […]."
        }
        if value == .array && !known.contains(.array) {
            return "The field holds no arrays: use == or in."
        }
        switch known.first {
        case .date: return "Write a date: date(\"2024-01-31\")."
        case .string: return "Write a text in quotes."
        case .number: return "Write a number without quotes."
        case .boolean: return "Write true or false."
        default: return "Compare with a value of the field's type."
        }
    }
}
