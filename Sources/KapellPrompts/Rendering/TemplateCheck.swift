import KapellCore
import KapellJSON

/// Follows a template with its values before it is rendered: what is missing is an error, and so is a size beyond the
/// limit.
struct TemplateCheck {
    private let file: String
    private let limits: PromptLimits
    private var bytes = 0
    private var steps = 0

    init(file: String, limits: PromptLimits) {
        self.file = file
        self.limits = limits
    }

    private static let stepLimit = 200_000

    private struct Frame {
        var value: JSONValue
        var isItem = false
    }

    mutating func check(_ part: PromptTemplate.Part, _ root: JSONObject) throws(KapellError) {
        bytes += part.ownBytes
        try follow(part.tags, [Frame(value: .object(root))])
    }

    private mutating func follow(_ tags: [TemplateTag], _ frames: [Frame]) throws(KapellError) {
        for tag in tags where tag.kind != .comment {
            steps += 1
            let place = PromptPlace(file: file, line: tag.line)
            let value = resolve(tag.name, frames)
            switch tag.kind {
            case .comment: continue
            case .variable:
                guard let value, !value.isNull else {
                    throw place.fault(
                        "The variable \(quoted(tag.name)) is missing.",
                        remedy: "Give it, or put it into a section: `{{#\(tag.name)}}…{{/\(tag.name)}}`.",
                        .invalidRequest)
                }
                bytes += value.stringValue?.utf8.count ?? value.serializedBytes().count
            case .section where tag.isFunction: try enter(tag, frames)
            case .section:
                for frame in Self.shown(value) { try enter(tag, frames + [frame]) }
            case .inverted:
                if Self.shown(value).isEmpty { try enter(tag, frames) }
            }
            guard bytes <= limits.renderedBytes, steps <= Self.stepLimit else {
                throw place.fault(
                    "The prompt becomes larger than \(limits.renderedBytes) bytes.", remedy: "Give shorter values.",
                    .tooLarge)
            }
        }
    }

    private mutating func enter(_ tag: TemplateTag, _ frames: [Frame]) throws(KapellError) {
        steps += 1
        bytes += max(0, tag.ownBytes)
        guard bytes <= limits.renderedBytes, steps <= Self.stepLimit else {
            throw PromptPlace(file: file, line: tag.line).fault(
                "The prompt becomes larger than \(limits.renderedBytes) bytes.", remedy: "Give shorter values.",
                .tooLarge)
        }
        try follow(tag.children, frames)
    }

    /// The values that a section is shown for.
    private static func shown(_ value: JSONValue?) -> [Frame] {
        switch value {
        case nil, .null, .bool(false): []
        case .array(let items): items.map { Frame(value: $0, isItem: true) }
        case .some(let value): [Frame(value: value)]
        }
    }

    private func resolve(_ name: String, _ frames: [Frame]) -> JSONValue? {
        guard let last = frames.last else { return nil }
        if name == "." { return last.value }
        if TemplateTag.functions.contains(name) { return last.isItem ? .bool(true) : nil }
        let parts = name.split(separator: ".").map(String.init)
        let searched = name.hasPrefix(".") ? frames.suffix(1) : frames[...]
        for frame in searched.reversed() {
            if let found = frame.value[parts[0]], !found.isNull {
                return parts.dropFirst().reduce(found) { value, part in value.flatMap { $0[part] } }
            }
        }
        return nil
    }
}
