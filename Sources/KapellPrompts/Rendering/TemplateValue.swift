import KapellJSON
import Mustache

/// Values as the template engine takes them: each text between marks that say whose it is.
enum TemplateValue {
    /// - Parameter slot: the number of the value's origin.
    static func make(_ value: JSONValue, slot: Int) -> Any? {
        switch value {
        case .null: nil
        case .bool(let flag): flag
        case .string(let text): OriginMarks.wrap(text, slot: slot)
        case .integer, .unsigned, .number: OriginMarks.wrap(value.serialized(), slot: slot)
        case .array(let items): TemplateList(items: items, slot: slot)
        case .object(let object): TemplateObject(values: object, slot: slot)
        }
    }
}

/// An object; shown as JSON where it stands in a variable's place.
struct TemplateObject: MustacheParent, MustacheCustomRenderable {
    let values: JSONObject
    let slot: Int
    let isNull = false

    func child(named name: String) -> Any? { values[name].flatMap { TemplateValue.make($0, slot: slot) } }

    var renderText: String { OriginMarks.wrap(JSONValue.object(values).serialized(), slot: slot) }
}

/// A list; shown as JSON where it stands in a variable's place.
struct TemplateList: MustacheSequence, MustacheCustomRenderable {
    let items: [JSONValue]
    let slot: Int
    let isNull = false

    func makeIterator() -> AnyIterator<Any> {
        var rest = items[...]
        return AnyIterator { rest.popFirst().map { TemplateValue.make($0, slot: slot) ?? "" } }
    }

    var renderText: String { OriginMarks.wrap(JSONValue.array(items).serialized(), slot: slot) }
}

/// The values of a prompt by name, each with the number of its origin.
struct TemplateRoot: MustacheParent {
    let values: JSONObject
    let slots: [String: Int]

    func child(named name: String) -> Any? {
        values[name].flatMap { TemplateValue.make($0, slot: slots[name] ?? 0) }
    }
}
