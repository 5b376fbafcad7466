package import KapellCore
package import KapellJSON

/// A text with values in it, outside of a prompt file: `{{name}}`, `{{name.part.0}}`, `{{#list}}…{{/list}}`,
/// `{{^list}}…{{/list}}` and comments, as prompt files have them. A tag of a section and a comment that stand alone on
/// their line leave no line behind. It runs no code and reads no file.
package struct ValueTemplate: Sendable, Hashable {
    package let text: String
    private let tags: [TemplateTag]

    /// - Parameter name: what errors call the template.
    /// - Throws: `.configuration` with the template's name and line; `.tooLarge`.
    package init(_ text: String, name: String) throws(KapellError) {
        self.text = text
        let bytes = Array(text.utf8)
        var scan = TemplateScan(bytes, file: name, line: 1, limits: .standard)
        tags = TemplateTag.standalone(try scan.tags(), in: bytes)
    }

    /// The values that it names outside of sections, and as sections: the first part of each.
    package var names: Set<String> {
        Set(tags.filter { $0.kind != .comment && !$0.isFunction && $0.name != "." }.map { Self.first($0.name) })
    }

    /// The value that it shows, where it is one tag and nothing else: not made a text.
    private var only: String? {
        guard tags.count == 1, let tag = tags.first, tag.kind == .variable, !tag.isFunction,
            tag.outer == 0..<text.utf8.count
        else { return nil }
        return tag.name
    }

    /// The value: of any kind where the template is one tag, else a text.
    ///
    /// What is missing or null shows nothing; a list or an object in a text is shown as JSON.
    package func value(_ values: JSONObject) -> JSONValue {
        if let only { return Self.find(only, [.object(values)]) ?? .null }
        return .string(rendered(values))
    }

    package func rendered(_ values: JSONObject) -> String {
        if tags.isEmpty { return text }
        var result: [UInt8] = []
        let bytes = Array(text.utf8)
        Self.render(bytes, 0..<bytes.count, tags, [.object(values)], nil, &result)
        return String(decoding: result, as: UTF8.self)
    }

    private static func render(
        _ bytes: [UInt8], _ range: Range<Int>, _ tags: [TemplateTag], _ scope: [JSONValue],
        _ place: (index: Int, count: Int)?, _ result: inout [UInt8]
    ) {
        var start = range.lowerBound
        for tag in tags {
            result += bytes[start..<tag.outer.lowerBound]
            start = tag.outer.upperBound
            let value = tag.isFunction ? function(tag.name, place) : find(tag.name, scope) ?? .null
            switch tag.kind {
            case .comment: break
            case .variable: result += shown(value).utf8
            case .inverted: if items(value).isEmpty { render(bytes, tag.inner, tag.children, scope, place, &result) }
            case .section:
                let items = items(value)
                for (index, item) in items.enumerated() {
                    render(bytes, tag.inner, tag.children, scope + [item], (index, items.count), &result)
                }
            }
        }
        result += bytes[start..<range.upperBound]
    }

    /// What a section is shown for.
    private static func items(_ value: JSONValue) -> [JSONValue] {
        switch value {
        case .null, .bool(false): []
        case .string(let text): text.isEmpty ? [] : [value]
        case .array(let items): items
        default: [value]
        }
    }

    private static func shown(_ value: JSONValue) -> String {
        if value.isNull { return "" }
        return value.stringValue ?? value.serialized()
    }

    private static func function(_ name: String, _ place: (index: Int, count: Int)?) -> JSONValue {
        guard let place else { return .null }
        switch name {
        case "first()": return .bool(place.index == 0)
        case "last()": return .bool(place.index == place.count - 1)
        case "index()": return .integer(Int64(place.index))
        case "even()": return .bool(place.index % 2 == 0)
        default: return .bool(place.index % 2 == 1)
        }
    }

    /// What a name stands for, looked for from the innermost section outwards.
    private static func find(_ name: String, _ scope: [JSONValue]) -> JSONValue? {
        if name == "." { return scope.last }
        let isOwn = name.hasPrefix(".")
        let parts = name.split(separator: ".").map(String.init)
        guard let first = parts.first else { return nil }
        for value in isOwn ? Array(scope.suffix(1)) : scope.reversed() {
            guard let found = member(first, of: value) else { continue }
            return parts.dropFirst().reduce(Optional(found)) { value, part in value.flatMap { member(part, of: $0) } }
        }
        return nil
    }

    private static func member(_ name: String, of value: JSONValue) -> JSONValue? {
        switch value {
        case .object(let object): return object[name]
        case .array(let items):
            if name == "count" { return .integer(Int64(items.count)) }
            guard let index = Int(name), items.indices.contains(index) else { return nil }
            return items[index]
        default: return nil
        }
    }

    private static func first(_ name: String) -> String {
        name.split(separator: ".").first.map(String.init) ?? name
    }
}
