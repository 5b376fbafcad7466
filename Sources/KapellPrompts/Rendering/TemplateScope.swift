import KapellCore
import KapellJSON

/// Checks, when a prompt is read, that its template names only values that its input has, and that no value of a
/// document, a tool or a model stands in the system's message.
struct TemplateScope {
    /// Names that templates have beside the input's.
    static let reserved: Set<String> = ["system", "user", "assistant", "examples", "output_schema"]

    private let schema: JSONValue
    private let untrusted: Set<String>

    init(_ input: PromptInput) {
        schema = input.schema
        untrusted = Set(input.fields.filter { ![.developer, .user].contains($0.origin) }.map(\.name))
    }

    func check(_ template: PromptTemplate) throws(KapellError) {
        let root = Self.shape(of: schema)
        for part in template.parts {
            try check(part.tags, [root], part.role, template.file)
        }
    }

    /// What a name may lead to.
    private indirect enum Shape {
        case members([String: Shape])
        case items(Shape)
        /// A text, a number, true or false.
        case single
        /// Not known: anything goes.
        case open
    }

    private static func shape(of schema: JSONValue, depth: Int = 0) -> Shape {
        guard depth < 16, let object = schema.objectValue else { return .open }
        if let properties = object["properties"]?.objectValue {
            return .members(
                Dictionary(
                    properties.map { ($0.key, shape(of: $0.value, depth: depth + 1)) }, uniquingKeysWith: { $1 }))
        }
        switch object["type"]?.stringValue {
        case "array": return .items(object["items"].map { shape(of: $0, depth: depth + 1) } ?? .open)
        case "string", "integer", "number", "boolean": return .single
        case "object" where object["additionalProperties"] == false: return .members([:])
        default: return .open
        }
    }

    private func check(
        _ tags: [TemplateTag], _ frames: [Shape], _ role: ModelMessage.Role, _ file: String
    ) throws(KapellError) {
        for tag in tags where tag.kind != .comment {
            let place = PromptPlace(file: file, line: tag.line)
            if frames.count == 1, role == .system, untrusted.contains(Self.first(of: tag.name)) {
                throw place.fault(
                    "\(quoted(tag.name)) is not trusted, and may not stand in the system's message.",
                    remedy: "Show it in the user's message.")
            }
            guard let found = resolve(tag.name, frames) else {
                throw place.fault(
                    "The variable \(quoted(tag.name)) is not one of the prompt's input.", remedy: advice(frames))
            }
            guard tag.kind != .variable else { continue }
            var inner = frames
            if tag.kind == .section, !tag.isFunction {
                if case .items(let item) = found { inner.append(item) } else { inner.append(found) }
            }
            try check(tag.children, inner, role, file)
        }
    }

    private func advice(_ frames: [Shape]) -> String {
        var names: [String] = []
        for case .members(let members) in frames { names += members.keys }
        return names.isEmpty
            ? "Declare it under `input` in the front matter."
            : "Declare it under `input`, or use one of: \(names.sorted().prefix(20).joined(separator: ", "))."
    }

    private func resolve(_ name: String, _ frames: [Shape]) -> Shape? {
        if name == "." || TemplateTag.functions.contains(name) { return frames.last }
        if frames.count == 1 || !frames.contains(where: { if case .open = $0 { true } else { false } }) {
            if name == "output_schema" { return .single }
            if name == "examples" { return .items(.members(["input": Self.shape(of: schema), "output": .single])) }
        }
        let parts = name.split(separator: ".").map(String.init)
        let searched = name.hasPrefix(".") ? frames.suffix(1) : frames[...]
        for frame in searched.reversed() {
            if let found = Self.step(frame, parts[0]) {
                return parts.dropFirst().reduce(found) { shape, part in shape.flatMap { Self.step($0, part) } }
            }
        }
        return nil
    }

    private static func step(_ shape: Shape, _ name: String) -> Shape? {
        switch shape {
        case .open: .open
        case .members(let members): members[name]
        case .items, .single: nil
        }
    }

    static func first(of name: String) -> String {
        String(name.drop { $0 == "." }.prefix { $0 != "." })
    }
}
