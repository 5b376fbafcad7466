import GRDB

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Text as it is stored: UTF-8 bytes.
///
/// SQLite's own text ends at the first zero byte when it passes through C strings; text of documents may hold any.
struct StoredText: DatabaseValueConvertible {
    var text: String

    init(_ text: String) { self.text = text }

    var databaseValue: DatabaseValue { Data(text.utf8).databaseValue }

    static func fromDatabaseValue(_ value: DatabaseValue) -> StoredText? {
        guard let data = Data.fromDatabaseValue(value) else { return nil }
        return StoredText(String(decoding: data, as: UTF8.self))
    }
}

/// A row's subscripts trap on a value of another type, which a damaged file may hold; these throw.
extension Row {
    func get<Value: DatabaseValueConvertible>(_ column: String) throws -> Value {
        try decode(Value.self, forColumn: column)
    }

    func get<Value: DatabaseValueConvertible>(at column: Int) throws -> Value {
        try decode(Value.self, atIndex: column)
    }

    /// A column that was written as `StoredText`; `nil` where it is null.
    func text(_ column: String) throws -> String? {
        try decode(StoredText?.self, forColumn: column)?.text
    }
}
