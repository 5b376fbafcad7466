import KapellChatTemplates
import KapellCore
import KapellJSON

/// What a reader makes of a text that comes in pieces, with neighbouring pieces of one kind joined.
func events(
    _ form: ToolCallForm, _ pieces: [String], tools: [ModelTool] = [], startsInReasoning: Bool = false
) -> [ToolCallEvent] {
    var reader = ToolCallReader(form: form, tools: tools, startsInReasoning: startsInReasoning)
    var found: [ToolCallEvent] = []
    for piece in pieces { found += reader.append(piece) }
    return joined(found + reader.finish())
}

func joined(_ events: [ToolCallEvent]) -> [ToolCallEvent] {
    var found: [ToolCallEvent] = []
    for event in events {
        switch (found.last, event) {
        case (.text(let first)?, .text(let second)): found[found.count - 1] = .text(first + second)
        case (.reasoning(let first)?, .reasoning(let second)): found[found.count - 1] = .reasoning(first + second)
        case (.argumentsDelta(let index, let first)?, .argumentsDelta(let other, let second)) where index == other:
            found[found.count - 1] = .argumentsDelta(index: index, first + second)
        default: found.append(event)
        }
    }
    return found
}

/// The calls that ended well, as `name {arguments}`, with the arguments' white space gone.
func calls(_ events: [ToolCallEvent]) -> [String] {
    var names: [Int: String] = [:]
    var arguments: [Int: String] = [:]
    var found: [String] = []
    for event in events {
        switch event {
        case .callBegan(let index, let name, _): names[index] = name
        case .argumentsDelta(let index, let piece): arguments[index, default: ""] += piece
        case .callEnded(let index, _):
            let value = try? JSONValue(parsing: arguments[index] ?? "")
            found.append("\(names[index] ?? "") \(value?.serialized() ?? "broken")")
        default: break
        }
    }
    return found
}

/// The text that is shown.
func text(_ events: [ToolCallEvent]) -> String {
    events.reduce("") { if case .text(let text) = $1 { $0 + text } else { $0 } }
}

func thoughts(_ events: [ToolCallEvent]) -> String {
    events.reduce("") { if case .reasoning(let text) = $1 { $0 + text } else { $0 } }
}

let weather = ModelTool(
    name: "get_weather", description: "The weather at a place",
    parameters: [
        "type": "object",
        "properties": [
            "place": ["type": "string", "description": "A town"],
            "days": ["type": "integer", "description": "How many"],
        ],
        "required": ["place"],
    ])
let clock = ModelTool(name: "now", description: "The time", parameters: ["type": "object", "properties": [:]])
