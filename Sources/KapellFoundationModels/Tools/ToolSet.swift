import KapellCore
import KapellJSON

/// The tools of a session, looked up by their names.
struct ToolSet: Sendable {
    let definitions: [Transcript.ToolDefinition]
    /// Why the tools cannot be used. Every request throws it.
    let problem: (any Error)?
    private let boxes: [String: ToolBox]

    var isEmpty: Bool { definitions.isEmpty }

    init(_ tools: [any Tool]) {
        var boxes: [String: ToolBox] = [:]
        var definitions: [Transcript.ToolDefinition] = []
        var problem: (any Error)?
        for tool in tools {
            let box = ToolBox.make(tool)
            let name = box.definition.name
            do {
                try Self.check(name, boxes)
                try box.definition.parameters.check()
            } catch {
                problem = problem ?? error
            }
            boxes[name] = box
            definitions.append(box.definition)
        }
        self.boxes = boxes
        self.definitions = definitions
        self.problem = problem
    }

    subscript(name: String) -> ToolBox? { boxes[name] }

    private static func check(_ name: String, _ boxes: [String: ToolBox]) throws {
        if boxes[name] != nil {
            throw KapellError(
                .invalidRequest, "Two tools are called \"\(name)\".",
                remedy: "Give each tool of a session a `name` of its own.")
        }
        guard name.isPlainName else {
            throw KapellError(
                .invalidRequest, "A tool cannot be called \"\(name.prefix(80))\".",
                remedy: "Use a `name` of 1 to 64 letters, digits, `_` and `-`.")
        }
    }
}
