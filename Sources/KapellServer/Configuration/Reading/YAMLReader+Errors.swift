internal import Yams

extension YAMLReader {
    /// The parser's error in our words. Lines of the file are not repeated, since they may hold secrets.
    func describe(_ error: YamlError, in text: String) -> Refusal {
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            return describe(problem, at: mark, since: context?.mark.line, in: text)
        case .duplicatedKeysInMapping(let duplicates, let context):
            let names = duplicates.prefix(5).map { "`\(shown($0))`" }.joined(separator: ", ")
            return Refusal(
                position: at(context.mark.line, context.mark.column),
                message: "The same key stands twice in one mapping: \(names).",
                remedy: "Keep one of them."
            )
        case .reader(_, let offset, _, let yaml):
            let before = yaml.prefix(offset ?? 0).unicodeScalars
            let line = before.count { $0 == "\n" } + 1
            let column = before.reversed().prefix { $0 != "\n" }.count + 1
            return Refusal(
                position: at(line, column),
                message: "A control character stands here, which YAML does not allow.",
                remedy: "Remove it; check that the file is a text file."
            )
        default:
            return Refusal(
                position: at(1, 1),
                message: "The file cannot be read as YAML: it is nested too deeply, or memory ran out.",
                remedy: "Check its brackets and its indentation."
            )
        }
    }

    private func describe(_ problem: String, at mark: Mark, since start: Int?, in text: String) -> Refusal {
        let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
        // The parser notices what is not closed on a line after the last one.
        let position = mark.line <= lines.count ? at(mark.line, mark.column) : at(lines.count, lines.last?.count ?? 0)
        if problem.contains("cannot start any token"),
            lines[position.line - 1].dropFirst(position.column - 1).first == "\t"
        {
            return Refusal(
                position: position,
                message: "A tab stands here; YAML indents with spaces only.",
                remedy: "Replace the tab with spaces."
            )
        }
        let remedy: String
        switch problem {
        case "mapping values are not allowed in this context":
            remedy = "Check the indentation of this line, and put text that holds `: ` in quotes."
        case "could not find expected ':'":
            remedy = "Write `key: value`, with a colon and a space after the key."
        case "but found another document":
            return Refusal(
                position: position,
                message: "The file holds more than one YAML document.",
                remedy: "Remove the line `---` and what follows, or move it to a file of its own."
            )
        case "found undefined alias":
            return Refusal(position: position, message: Self.aliasMessage, remedy: Self.aliasRemedy)
        case let problem where problem.contains("aximum nesting"):
            return Refusal(
                position: position,
                message: "Values are nested more than \(Self.depthLimit) deep.",
                remedy: "Check the brackets and the indentation from here up."
            )
        default:
            let first = min(start ?? position.line, max(position.line - 1, 1))
            remedy = "Check the indentation, quotes and brackets from line \(first) to \(position.line)."
        }
        return Refusal(position: position, message: "This is not valid YAML: \(problem).", remedy: remedy)
    }
}
