public import KapellCore
import KapellJSON
public import KapellPrompts

extension WorkflowService {
    /// Whether the prompts that nodes name are there, and take what the nodes give.
    ///
    /// - Throws: `.configuration`, which lists all that is wrong with file and line.
    static func check(_ sections: [WorkflowSection], prompts: [Prompt]) throws(KapellError) {
        var problems: [String] = []
        for section in sections {
            for node in section.nodes {
                guard case .prompt(let name, let input) = node.work else { continue }
                guard let prompt = prompts.first(where: { $0.name == name }) else {
                    let names = prompts.filter { !$0.source.isBuiltIn }.map(\.name)
                    problems.append(
                        "\(node.place): The node `\(node.name)` runs the prompt `\(name)`, which there is not.\n  "
                            + WorkflowNodeReader.remedy(name, names, "Add \(name).prompt.md below `prompts.sources`."))
                    continue
                }
                guard case .object(let members) = input, let fields = prompt.input.schema["properties"]?.objectValue
                else { continue }
                let given = members.map(\.key)
                let needed = prompt.input.schema["required"]?.arrayValue?.compactMap(\.stringValue) ?? []
                for name in needed where !given.contains(name) {
                    guard !prompt.input.fields.contains(where: { $0.name == name && $0.fallback != nil }) else {
                        continue
                    }
                    problems.append(
                        "\(node.place): The node `\(node.name)` gives the prompt `\(prompt.name)` no `\(name)`.\n  "
                            + "Add it below `input`.")
                }
                for name in given where fields[name] == nil {
                    problems.append(
                        "\(node.place): The prompt `\(prompt.name)` of the node `\(node.name)` takes no `\(name)`.\n  "
                            + WorkflowNodeReader.remedy(name, Array(fields.keys), "Remove it."))
                }
            }
        }
        guard !problems.isEmpty else { return }
        throw KapellError(
            .configuration, problems.joined(separator: "\n"),
            remedy: "Correct these places, then run `kapell check`.")
    }
}

extension KapellConfiguration {
    /// Checks what workflows need of prompts, for `kapell check`.
    ///
    /// - Throws: `.configuration`, which lists all that is wrong with file and line.
    public func checkWorkflows(_ prompts: [Prompt]) throws(KapellError) {
        try WorkflowService.check(workflows, prompts: prompts)
    }
}
