/// A piece of a filter's text.
struct FilterToken: Equatable {
    enum Kind: Equatable {
        /// A field's name. `any`, `all` and `date` are names, too, until the parser sees what follows.
        case name(String, isQuoted: Bool)
        /// `and`, `in` and the others, in small letters.
        case keyword(String)
        case value(MetadataValue)
        /// Brackets, comma and operators.
        case symbol(String)
        case end
    }

    var kind: Kind
    /// Where it begins, and where it ends, in bytes.
    var start: Int
    var end: Int
}

extension FilterToken {
    /// The token in a message.
    func found(in bytes: [UInt8]) -> String {
        if kind == .end { return "the end" }
        let text = String(decoding: bytes[start..<end].prefix(64), as: UTF8.self)
        return end - start > 64 ? "\(text)…" : text
    }
}
