import KapellCore
package import KapellJSON

/// Finds the JSON value in what a model replies: bare, in a code fence, or with prose around it.
///
/// While the reply arrives, ``content`` shows what there is of the value, always with the same identity. The verdict
/// comes with ``finish(fits:)``, which looks at the whole reply once more: it takes exactly one value, says what it left
/// out, and refuses a reply of which nobody can know what is meant, see `Reply` of KapellCore.
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
    package init(schema: GenerationSchema?, id: GenerationID = GenerationID(), limits: JSONLimits = Reply.limits) {
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
    /// - Parameter fits: whether a value is what was asked for; it decides between several.
    /// - Throws: ``GeneratedContent/ParsingError`` where there is no value, where it is cut or not JSON, and where there
    ///   are several.
    package func finish(
        fits: ((JSONValue) -> Bool)? = nil
    ) throws(GeneratedContent.ParsingError) -> Reading {
        do throws(ReplyError) {
            guard !isTooLong else { throw ReplyError.tooLong(limits) }
            let reply = try Reply.read(bytes, forms: forms, limits: limits, fits: fits)
            return Reading(content: GeneratedContent(storage: .json(reply.value), id: id), dropped: reply.dropped)
        } catch {
            throw GeneratedContent.ParsingError(
                rawContent: String(decoding: bytes, as: UTF8.self), underlyingError: error.underlying,
                debugDescription: error.message)
        }
    }

    /// The value of a whole reply; see ``finish(fits:)``.
    package static func read(
        _ text: String, schema: GenerationSchema? = nil, id: GenerationID = GenerationID(),
        limits: JSONLimits = Reply.limits, fits: ((JSONValue) -> Bool)? = nil
    ) throws(GeneratedContent.ParsingError) -> Reading {
        var reader = GeneratedContentReader(schema: schema, id: id, limits: limits)
        reader.isSettled = true
        reader.append(text)
        return try reader.finish(fits: fits)
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
