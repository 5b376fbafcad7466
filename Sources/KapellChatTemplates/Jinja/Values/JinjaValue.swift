/// A value while a template runs, with the behaviour of Python's.
enum JinjaValue {
    /// Not there; the text says what was looked for. Prints as nothing, is false and empty, and refuses the rest.
    case undefined(String)
    case none
    case bool(Bool)
    case int(Int)
    case float(Double)
    case string(String)
    /// A text that `safe` or `escape` has marked: what is added to it with `+` is escaped for HTML.
    case markup(String)
    case list(JinjaList)
    case dict(JinjaDict)
    case namespace(JinjaNamespace)
    case generator(JinjaGenerator)
    case loop(JinjaLoop)
    case macro(JinjaMacro)
    case method(JinjaMethod)
    case function(JinjaFunction)

    /// Whether the value counts as true.
    var isTrue: Bool {
        switch self {
        case .undefined, .none: false
        case .bool(let value): value
        case .int(let value): value != 0
        case .float(let value): value != 0
        case .string(let value), .markup(let value): !value.utf8.isEmpty
        case .list(let list): !list.items.isEmpty
        case .dict(let dict): dict.count > 0
        case .namespace, .generator, .loop, .macro, .method, .function: true
        }
    }

    /// The text of a string, marked or not.
    var stringValue: String? {
        switch self {
        case .string(let value), .markup(let value): value
        default: nil
        }
    }

    var isUndefined: Bool {
        if case .undefined = self { return true }
        return false
    }

    var isNone: Bool {
        if case .none = self { return true }
        return false
    }

    /// For messages.
    var kindName: String {
        switch self {
        case .undefined(let name): "`\(name.prefix(60))`, which is not defined"
        case .none: "none"
        case .bool: "a boolean"
        case .int, .float: "a number"
        case .string, .markup: "a text"
        case .list: "a list"
        case .dict: "a mapping"
        case .namespace: "a namespace"
        case .generator: "a generator"
        case .loop: "a loop"
        case .macro, .method, .function: "a function"
        }
    }

    /// How deep lists and mappings lie in this one.
    var depth: Int {
        switch self {
        case .list(let list): list.depth
        case .dict(let dict): dict.depth
        case .generator(let generator): generator.depth
        default: 0
        }
    }
}
