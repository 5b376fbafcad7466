package import KapellJSON

/// Finds the JSON value in what a model replies: bare, in a code fence, or with prose around it.
///
/// While the reply arrives, ``content`` shows what there is of the value, always with the same identity. The verdict
/// comes with ``finish()``, which looks at the whole reply once more: it takes exactly one value, says what it left
/// out, and refuses a reply with two different values, because nobody can know which one is meant. Nothing is
/// repaired: a reply that is not JSON is an error that tells the model what to mend.
///
/// Text beyond the limit of bytes ends the reading with an error. The cost is in proportion to the text.
package struct GeneratedContentReader: Sendable {
    /// A value, and what stood around it.
    package struct Reading: Sendable {
        /// The value.
        package let content: GeneratedContent
        /// What was left out, each a sentence.
        package let dropped: [String]
    }

    private let forms: ReplyForms
    private let id: GenerationID
    private let limits: JSONLimits

    private var bytes: [UInt8] = []
    /// Whether there was more than the limit allows.
    private var isTooLong = false
    /// From where on the start of the value is looked for.
    private var searchStart = 0
    private var parser: PartialJSONParser?
    /// Where the value begins that is being parsed.
    private var valueStart = 0
    private var levels = OpenLevels()
    /// Whether nothing will change ``content`` any more.
    private var isSettled = false

    /// A reader.
    ///
    /// - Parameters:
    ///   - schema: what the reply should be. It tells which forms to look for; it is not checked here.
    ///   - id: the identity of the content.
    ///   - limits: the greatest depth and size.
    package init(schema: GenerationSchema?, id: GenerationID = GenerationID(), limits: JSONLimits = .default) {
        let document = schema.flatMap { try? $0.jsonSchema }
        forms = document.map { ReplyForms(allowedBy: $0) } ?? .all
        self.id = id
        self.limits = limits
    }

    /// Takes the next piece of the reply.
    package mutating func append(_ text: String) {
        guard !isTooLong else { return }
        guard text.utf8.count <= limits.bytes - bytes.count else {
            isTooLong = true
            return
        }
        let start = bytes.count
        bytes.append(contentsOf: text.utf8)
        guard !isSettled else { return }
        if parser != nil { feed(from: start) }
        while parser == nil, !isSettled, begin() { feed(from: valueStart) }
    }

    /// What there is of the value; nil before it begins.
    package var content: GeneratedContent? {
        guard let value = parser?.value else { return nil }
        let isWhole = parser?.isComplete == true || parser?.failure?.reason == .trailingContent
        return GeneratedContent(storage: .json(value), id: id, openLevels: isWhole ? 0 : max(levels.count, 1))
    }

    /// The value of the whole reply.
    ///
    /// - Throws: ``GeneratedContent/ParsingError`` where there is no value, where it is cut or not JSON, and where there
    ///   are several.
    package func finish() throws(GeneratedContent.ParsingError) -> Reading {
        let text = String(decoding: bytes, as: UTF8.self)
        guard !isTooLong else {
            throw .init(
                rawContent: text, debugDescription: "The reply has more than \(limits.bytes) bytes. Ask for less.")
        }
        let search = ReplySearch(text: text, bytes: bytes, forms: forms, limits: limits)
        let found = try search.run()
        return Reading(content: GeneratedContent(storage: .json(found.value), id: id), dropped: found.dropped)
    }

    /// The value of a whole reply; see ``finish()``.
    package static func read(
        _ text: String, schema: GenerationSchema? = nil, id: GenerationID = GenerationID(),
        limits: JSONLimits = .default
    ) throws(GeneratedContent.ParsingError) -> Reading {
        var reader = GeneratedContentReader(schema: schema, id: id, limits: limits)
        reader.isSettled = true
        reader.append(text)
        return try reader.finish()
    }

    /// Looks for the first byte that a value may begin with; true where there is one.
    private mutating func begin() -> Bool {
        let isBracketed = !forms.isDisjoint(with: [.object, .array])
        var place = searchStart
        while place < bytes.count {
            if isBracketed ? forms.mayBegin(bytes, at: place) : bytes[place] > 0x20 {
                valueStart = place
                levels = OpenLevels()
                parser = PartialJSONParser(limits: limits)
                return true
            }
            place += 1
        }
        searchStart = place
        return false
    }

    private mutating func feed(from start: Int) {
        guard var parser = self.parser else { return }
        self.parser = nil
        let piece = bytes[start...]
        do throws(JSONError) {
            try parser.append(piece)
            levels.feed(piece)
            if parser.isComplete { isSettled = true }
        } catch {
            if error.reason != .trailingContent, !parser.value.showsParts, forms.isBracketed {
                // Only a bracket in prose: the value begins further on.
                searchStart = valueStart + max(error.offset, 1)
                return
            }
            isSettled = true
        }
        self.parser = parser
    }
}

extension ReplyForms {
    /// Whether the value is looked for by its bracket.
    var isBracketed: Bool { !isDisjoint(with: [.object, .array]) }

    /// Whether a value with brackets may begin at a place: the bracket is looked at, and what follows it.
    func mayBegin(_ bytes: [UInt8], at place: Int) -> Bool {
        let isObject = bytes[place] == UInt8(ascii: "{")
        guard isObject ? contains(.object) : bytes[place] == UInt8(ascii: "[") && contains(.array) else { return false }
        var next = place + 1
        while next < bytes.count, bytes[next] <= 0x20 { next += 1 }
        guard next < bytes.count else { return true }
        switch bytes[next] {
        case UInt8(ascii: "\""): return true
        case UInt8(ascii: "}"): return isObject
        case UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "-"): return !isObject
        case UInt8(ascii: "0")...UInt8(ascii: "9"): return !isObject
        case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"): return !isObject
        default: return false
        }
    }
}

extension JSONValue? {
    /// Whether this is an array or object with at least one part, or a string, number or word.
    var showsParts: Bool {
        switch self {
        case nil: false
        case .array(let values): !values.isEmpty
        case .object(let object): !object.isEmpty
        default: true
        }
    }
}
