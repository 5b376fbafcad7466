import KapellCore
import Mustache

/// The body of a prompt: its messages as templates.
///
/// `{{#system}}`, `{{#user}}` and `{{#assistant}}` at the top level are messages, in their order. Without any of them
/// the whole body is one message of the user. Messages are told apart before any value is put in, so that no value can
/// begin one.
struct PromptTemplate: Sendable {
    struct Part: Sendable {
        var role: ModelMessage.Role
        var tags: [TemplateTag]
        /// Bytes of plain text outside of sections.
        var ownBytes: Int
        var mustache: MustacheTemplate
    }

    let file: String
    let parts: [Part]
    /// Whether the body shows examples itself.
    let showsExamples: Bool
    /// Whether the body shows the output's schema itself.
    let showsSchema: Bool

    /// The last message, which asks.
    var question: Part { parts[parts.count - 1] }

    init(_ body: String, file: String, line: Int, limits: PromptLimits) throws(KapellError) {
        self.file = file
        let bytes = Array(body.utf8)
        guard !OriginMarks.holdsMarks(body) else {
            throw PromptPlace(file: file, line: line).fault(
                "The text holds characters of the private-use plane 16, which are reserved.", remedy: "Remove them.")
        }
        var scan = TemplateScan(bytes, file: file, line: line, limits: limits)
        let tags = try scan.tags()
        let roles = tags.filter { $0.kind == .section && Self.role($0.name) != nil }
        guard !roles.isEmpty else {
            guard !body.trimmed.isEmpty else {
                throw PromptPlace(file: file, line: line).fault(
                    "The prompt has no text.", remedy: "Write it below the front matter.")
            }
            try Self.refuseRoles(tags, file)
            parts = [try Self.part(.user, bytes, 0..<bytes.count, tags, file, line)]
            showsExamples = tags.contains { $0.mentions("examples") }
            showsSchema = tags.contains { $0.mentions("output_schema") }
            return
        }
        try Self.refuseText(between: tags, bytes, file, line)
        var parts: [Part] = []
        for tag in roles {
            guard let role = Self.role(tag.name) else { continue }
            try Self.refuseRoles(tag.children, file)
            parts.append(try Self.part(role, bytes, tag.inner, tag.children, file, tag.line))
        }
        let places = roles.map { PromptPlace(file: file, line: $0.line) }
        for (index, part) in parts.enumerated() where part.role == .system && index > 0 {
            throw places[index].fault("The system's message is not the first.", remedy: "Move it to the front.")
        }
        guard parts.last?.role == .user else {
            throw places[places.count - 1].fault(
                "The last message is not the user's.", remedy: "End with `{{#user}}…{{/user}}`.")
        }
        self.parts = parts
        showsExamples = tags.contains { $0.mentions("examples") }
        showsSchema = tags.contains { $0.mentions("output_schema") }
    }

    private static func role(_ name: String) -> ModelMessage.Role? {
        switch name {
        case "system": .system
        case "user": .user
        case "assistant": .assistant
        default: nil
        }
    }

    private static func part(
        _ role: ModelMessage.Role, _ bytes: [UInt8], _ range: Range<Int>, _ tags: [TemplateTag], _ file: String,
        _ line: Int
    ) throws(KapellError) -> Part {
        let text = String(decoding: bytes[range], as: UTF8.self).trimmed
        let own = range.count - tags.reduce(0) { $0 + $1.outer.count }
        do {
            // Values are shown as they are. The last line keeps a brace at the end from being read as half a tag.
            let mustache = try MustacheTemplate(string: "{{% CONTENT_TYPE:TEXT}}\n\(text)\n")
            return Part(role: role, tags: tags, ownBytes: own, mustache: mustache)
        } catch let error as MustacheTemplate.ParserError {
            throw PromptPlace(file: file, line: line + max(0, error.context.lineNumber - 2)).fault(
                "The template cannot be read: a tag is not well formed.",
                remedy: "Write `{{name}}`, with plain letters only.")
        } catch {
            throw PromptPlace(file: file, line: line).fault("The template cannot be read.", remedy: "Check its tags.")
        }
    }

    private static func refuseRoles(_ tags: [TemplateTag], _ file: String) throws(KapellError) {
        for tag in tags {
            if role(tag.name) != nil {
                throw PromptPlace(file: file, line: tag.line).fault(
                    "`{{#\(tag.name)}}` is a message, and messages stand at the top level, outside of other sections.",
                    remedy: "Move it out, and put the condition inside of it.")
            }
            try refuseRoles(tag.children, file)
        }
    }

    /// Where there are messages, nothing stands between them.
    private static func refuseText(
        between tags: [TemplateTag], _ bytes: [UInt8], _ file: String, _ line: Int
    ) throws(KapellError) {
        var place = 0
        var number = line
        for tag in tags + [TemplateTag(kind: .comment, name: "", line: 0, outer: bytes.count..<bytes.count)] {
            let isMessage = tag.kind == .comment || tag.kind == .section && role(tag.name) != nil
            for byte in bytes[place..<tag.outer.lowerBound] {
                if byte == 0x0A { number += 1 }
                guard byte == 0x20 || byte == 0x09 || byte == 0x0A else {
                    throw PromptPlace(file: file, line: number).fault(
                        "This text belongs to no message.",
                        remedy: "Put it into `{{#system}}…{{/system}}` or `{{#user}}…{{/user}}`.")
                }
            }
            guard isMessage else {
                throw PromptPlace(file: file, line: tag.line).fault(
                    "\(quoted(tag.name)) belongs to no message.", remedy: "Put it into `{{#user}}…{{/user}}`.")
            }
            number += bytes[tag.outer].count { $0 == 0x0A }
            place = tag.outer.upperBound
        }
    }
}
