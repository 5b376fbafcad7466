import KapellCore
import KapellJSON

/// Reads examples: one JSON object a line, `{"input": {…}, "output": …}`.
enum ExampleFile {
    static func read(_ text: String, file: String, limits: PromptLimits) throws(KapellError) -> [FewShot.Example] {
        guard text.utf8.count <= limits.exampleFileBytes else {
            throw PromptPlace(file: file, line: 1).fault(
                "The file holds \(text.utf8.count) bytes, and may hold \(limits.exampleFileBytes).",
                remedy: "Keep the examples that matter.", .tooLarge)
        }
        var examples: [FewShot.Example] = []
        var line = 0
        for part in text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false) {
            line += 1
            if part.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { continue }
            let place = PromptPlace(file: file, line: line)
            guard examples.count < limits.examples else {
                throw place.fault(
                    "The file holds more than \(limits.examples) examples.", remedy: "Keep those that matter.",
                    .tooLarge)
            }
            let value: JSONValue
            do {
                value = try JSONValue(parsing: part, limits: JSONLimits(depth: 64))
            } catch {
                throw place.fault(
                    "Column \(error.column) is not JSON: \(error.reason)",
                    remedy: #"Write one object a line: {"input": {…}, "output": …}."#)
            }
            examples.append(try example(value, place))
        }
        return examples
    }

    /// An example out of its JSON.
    static func example(_ value: JSONValue, _ place: PromptPlace) throws(KapellError) -> FewShot.Example {
        guard let object = value.objectValue, let input = object["input"]?.objectValue, let output = object["output"],
            !output.isNull
        else {
            throw place.fault(
                "An example needs `input`, a mapping, and `output`.", remedy: #"Write {"input": {…}, "output": …}."#)
        }
        if let other = object.keys.first(where: { $0 != "input" && $0 != "output" }) {
            throw place.fault("\(quoted(other)) is not a key of an example.", remedy: "Keys are `input` and `output`.")
        }
        return FewShot.Example(input: input, output: output)
    }
}
