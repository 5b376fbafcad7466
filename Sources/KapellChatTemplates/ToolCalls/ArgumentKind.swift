import KapellCore
import KapellJSON

/// What a schema says of a value that a family writes without quotes.
enum ArgumentKind {
    /// It is a text as it stands.
    case text
    /// It is JSON.
    case json
    /// It may be either.
    case open

    /// - Parameter schema: of the value; `nil` where the tool is not known.
    init(of schema: JSONValue?) {
        guard let schema else {
            self = .open
            return
        }
        var types: [String] = []
        switch schema["type"] {
        case .string(let type)?: types = [type]
        case .array(let list)?: types = list.compactMap(\.stringValue)
        default:
            if let values = schema["enum"]?.arrayValue, !values.isEmpty {
                types = values.map { $0.stringValue == nil ? "other" : "string" }
            } else if let value = schema["const"] {
                types = [value.stringValue == nil ? "other" : "string"]
            }
        }
        if types.isEmpty {
            self = .open
        } else if types.allSatisfy({ $0 == "string" }) {
            self = .text
        } else {
            self = types.contains("string") ? .open : .json
        }
    }

    init(of key: String, tool: String, in tools: [ModelTool]) {
        let known = tools.first { $0.name == tool }
        self.init(of: known?.parameters["properties"]?[key])
    }

    /// The value as JSON. What should be JSON and is not becomes a text, so that nothing is lost.
    func value(of text: String) -> JSONValue {
        if self == .text { return .string(text) }
        let bare = JinjaText.strip(text, nil)
        do throws(JSONError) {
            let value = try JSONValue(parsing: bare, limits: JSONLimits(depth: 128))
            if self == .open, value.stringValue != nil { return .string(text) }
            return value
        } catch {
            switch bare {
            case "True" where self == .json: return .bool(true)
            case "False" where self == .json: return .bool(false)
            case "None" where self == .json: return .null
            default: return .string(text)
            }
        }
    }
}
