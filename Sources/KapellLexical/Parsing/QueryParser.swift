/// Reads the query language of a search box.
///
///     error log            either word; both are better
///     "write ahead log"    a phrase; "log file"~3 with up to three places between the words
///     +error -warning      error must be there, warning must not
///     repl*                words that begin so
///     replicaton~          words that are one letter away; ~2 two letters
///     title:error          in the field title; also title:"a phrase" and title:(a b)
///     (a b) +(c d)         combinations
///     error^2              counts twice
///     \+ \" \:             the sign itself
public struct QueryParser: Sendable {
    /// The names before a colon that are fields.
    public let fields: [String]
    public let limits: LexicalLimits

    public init(fields: [String], limits: LexicalLimits = LexicalLimits()) {
        self.fields = fields
        self.limits = limits
    }

    /// The parser for an index.
    public init(_ schema: LexicalSchema, limits: LexicalLimits = LexicalLimits()) {
        self.init(fields: schema.fields.map(\.name), limits: limits)
    }

    /// The query of a text.
    /// - Throws: `.querySyntax` with the position and what to write instead, `.queryTooLarge`, `.unknownField`.
    public func parse(_ text: String) throws(LexicalError) -> LexicalQuery {
        let bytes = Array(text.utf8)
        guard bytes.count <= limits.bytes else {
            throw .queryTooLarge(what: "bytes", actual: bytes.count, limit: limits.bytes)
        }
        var reader = QueryReader(bytes: bytes, parser: self)
        return try reader.query()
    }
}

/// A query that is being read.
private struct QueryReader {
    let bytes: [UInt8]
    let parser: QueryParser
    var index = 0
    var clauses = 0

    mutating func query() throws(LexicalError) -> LexicalQuery {
        let query = try combination(depth: 0, field: nil, opened: nil)
        if index < bytes.count {
            throw syntax(index, "a parenthesis is closed that was not opened", "Remove it, or write \\) for the sign.")
        }
        return query
    }

    private mutating func combination(
        depth: Int, field: String?, opened: Int?
    ) throws(LexicalError) -> LexicalQuery {
        guard depth <= parser.limits.depth else {
            throw .queryTooLarge(what: "levels of nesting", actual: depth, limit: parser.limits.depth)
        }
        var must: [LexicalQuery] = []
        var should: [LexicalQuery] = []
        var mustNot: [LexicalQuery] = []
        let start = index
        while skipSpace(), bytes[index] != UInt8(ascii: ")") {
            let sign = bytes[index]
            let isSigned = sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-")
            if isSigned {
                index += 1
                guard index < bytes.count, !Self.isSpace(bytes[index]) else {
                    let name = String(decoding: [sign], as: UTF8.self)
                    throw syntax(index - 1, "nothing follows the \(name)", "Put a word right behind it, or remove it.")
                }
            }
            clauses += 1
            guard clauses <= parser.limits.clauses else {
                throw .queryTooLarge(what: "clauses", actual: clauses, limit: parser.limits.clauses)
            }
            let clause = try clause(depth: depth, field: field)
            if !isSigned {
                should.append(clause)
            } else if sign == UInt8(ascii: "+") {
                must.append(clause)
            } else {
                mustNot.append(clause)
            }
        }
        guard !must.isEmpty || !should.isEmpty else {
            if mustNot.isEmpty {
                throw syntax(opened ?? start, "it is empty", "Write a word to look for.")
            }
            throw syntax(start, "it only says what must not be there", "Add a word that is to be found.")
        }
        if must.isEmpty, mustNot.isEmpty, should.count == 1 { return should[0] }
        return .combined(must: must, should: should, mustNot: mustNot)
    }

    private mutating func clause(depth: Int, field: String?) throws(LexicalError) -> LexicalQuery {
        let query: LexicalQuery
        switch bytes[index] {
        case UInt8(ascii: "\""): query = try phrase(field: field)
        case UInt8(ascii: "("):
            let opened = index
            index += 1
            query = try combination(depth: depth + 1, field: field, opened: opened)
            guard index < bytes.count else {
                throw syntax(opened, "the parenthesis is not closed", "Add a ) at the end, or write \\( for the sign.")
            }
            index += 1
        default:
            let start = index
            let word = try word()
            if index < bytes.count, bytes[index] == UInt8(ascii: ":") {
                return try named(word, at: start, depth: depth, outer: field)
            }
            query = try suffix(of: word, at: start, field: field)
        }
        return try boosted(query)
    }

    private mutating func named(
        _ word: [UInt8], at start: Int, depth: Int, outer: String?
    ) throws(LexicalError) -> LexicalQuery {
        let name = String(decoding: word, as: UTF8.self)
        guard parser.fields.contains(name) else {
            throw syntax(
                start, "there is no field \(name)",
                "Use one of \(parser.fields.joined(separator: ", ")), or write \\: for the sign.")
        }
        guard outer == nil || outer == name else {
            throw syntax(start, "a field is named inside of another field", "Name the field once.")
        }
        index += 1
        guard index < bytes.count, !Self.isSpace(bytes[index]), bytes[index] != UInt8(ascii: ")") else {
            throw syntax(start, "nothing follows the field \(name)", "Put a word right behind the colon.")
        }
        return try clause(depth: depth, field: name)
    }

    // MARK: Words

    /// A word up to a space, a parenthesis or a sign with a meaning.
    private mutating func word() throws(LexicalError) -> [UInt8] {
        var word: [UInt8] = []
        while index < bytes.count, !Self.isSpace(bytes[index]) {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\\") {
                guard index + 1 < bytes.count else {
                    throw syntax(index, "nothing follows the backslash", "Write \\\\ for the sign.")
                }
                index += 1
                word.append(bytes[index])
                index += 1
                continue
            }
            if Self.ends.contains(byte) { break }
            word.append(byte)
            index += 1
        }
        return word
    }

    private mutating func suffix(
        of word: [UInt8], at start: Int, field: String?
    ) throws(LexicalError) -> LexicalQuery {
        let text = String(decoding: word, as: UTF8.self)
        let sign = index < bytes.count ? bytes[index] : 0
        guard !word.isEmpty else {
            let name = String(decoding: [sign], as: UTF8.self)
            throw syntax(start, "a \(name) stands alone", "Put a word before it, or write \\\(name) for the sign.")
        }
        switch sign {
        case UInt8(ascii: "*"):
            index += 1
            try atEnd("a * stands inside of a word", "A * may only end a word; write \\* for the sign.")
            return .prefix(text, field: field)
        case UInt8(ascii: "~"):
            let place = index
            index += 1
            let distance = number() ?? 1
            guard distance <= 2 else {
                throw syntax(place, "the distance \(distance) is too great", "Write ~1 or ~2.")
            }
            try atEnd("a ~ stands inside of a word", "A ~ may only end a word; write \\~ for the sign.")
            return .fuzzy(text, distance: distance, field: field)
        case UInt8(ascii: "\""):
            throw syntax(index, "a quotation mark stands inside of a word", "Put a space before it, or write \\\".")
        default:
            // A word of several parts, such as a.b, is a phrase of them.
            return .phrase(text, field: field)
        }
    }

    private mutating func phrase(field: String?) throws(LexicalError) -> LexicalQuery {
        let start = index
        index += 1
        var text: [UInt8] = []
        while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
            if bytes[index] == UInt8(ascii: "\\"), index + 1 < bytes.count { index += 1 }
            text.append(bytes[index])
            index += 1
        }
        guard index < bytes.count else {
            throw syntax(start, "the quotation mark is not closed", "Add a \" after the phrase, or write \\\".")
        }
        index += 1
        var slop = 0
        if index < bytes.count, bytes[index] == UInt8(ascii: "~") {
            let place = index
            index += 1
            guard let given = number() else {
                throw syntax(place, "no number follows the ~", "Write how many places, such as ~2.")
            }
            slop = given
        }
        try atEnd("a word begins right behind a phrase", "Put a space between them.")
        return .phrase(String(decoding: text, as: UTF8.self), slop: slop, field: field)
    }

    private mutating func boosted(_ query: LexicalQuery) throws(LexicalError) -> LexicalQuery {
        guard index < bytes.count, bytes[index] == UInt8(ascii: "^") else {
            try atEnd("a word begins right behind a parenthesis", "Put a space between them.")
            return query
        }
        let place = index
        index += 1
        var digits: [UInt8] = []
        while index < bytes.count, Self.isDigit(bytes[index]) || bytes[index] == UInt8(ascii: ".") {
            digits.append(bytes[index])
            index += 1
        }
        guard let factor = Double(String(decoding: digits, as: UTF8.self)), factor > 0, factor <= 1000 else {
            throw syntax(place, "no factor follows the ^", "Write a number above 0 and at most 1000, such as ^2.")
        }
        try atEnd("a word begins right behind a factor", "Put a space between them.")
        return .boosted(query, by: factor)
    }

    // MARK: Bytes

    /// Requires that the clause ends here.
    private func atEnd(_ problem: String, _ remedy: String) throws(LexicalError) {
        guard index < bytes.count else { return }
        let byte = bytes[index]
        guard Self.isSpace(byte) || byte == UInt8(ascii: ")") || byte == UInt8(ascii: "^") else {
            throw syntax(index, problem, remedy)
        }
    }

    private mutating func number() -> Int? {
        var value: Int?
        while index < bytes.count, Self.isDigit(bytes[index]) {
            value = min((value ?? 0) * 10 + Int(bytes[index] - UInt8(ascii: "0")), 1 << 20)
            index += 1
        }
        return value
    }

    /// - Returns: Whether something follows.
    private mutating func skipSpace() -> Bool {
        while index < bytes.count, Self.isSpace(bytes[index]) { index += 1 }
        return index < bytes.count
    }

    private func syntax(_ position: Int, _ problem: String, _ remedy: String) -> LexicalError {
        .querySyntax(position: position, problem: problem, remedy: remedy)
    }

    private static let ends: Set<UInt8> = Set("\"():*~^".utf8)

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
