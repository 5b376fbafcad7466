import ArgumentParser
import KapellCore
import KapellJSON
import KapellKnowledge
import KapellPrompts

/// The values of a prompt on the command line.
struct PromptInputOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A value. One that is no text is written as JSON; @FILE takes a file's text, @@ begins a text with @.",
            valueName: "name=value"))
    var input: [String] = []

    @Option(help: ArgumentHelp("Values as one JSON object; --input wins over it.", valueName: "object"))
    var inputJson: String?

    func values(for prompt: Prompt) throws -> JSONObject {
        var values: JSONObject = [:]
        if let inputJson {
            do {
                guard let object = try JSONValue(parsing: inputJson).objectValue else {
                    throw KapellError(.invalidRequest, "--input-json is no object.", remedy: #"Write '{"text": "…"}'."#)
                }
                values = object
            } catch let error as JSONError {
                throw KapellError(
                    .invalidRequest, "--input-json is not JSON: \(error)", remedy: #"Write '{"text": "…"}'."#)
            }
        }
        for pair in input {
            guard let equals = pair.firstIndex(of: "="), equals != pair.startIndex else {
                throw KapellError(
                    .invalidRequest, "--input \(pair.prefix(60)) is not name=value.",
                    remedy: "Write --input text=\"…\".")
            }
            let name = String(pair[..<equals])
            values[name] = try Self.value(String(pair[equals...].dropFirst()), name, prompt)
        }
        return values
    }

    private static func value(_ written: String, _ name: String, _ prompt: Prompt) throws -> JSONValue {
        var text = written
        if written.hasPrefix("@@") {
            text = String(written.dropFirst())
        } else if written.hasPrefix("@") {
            text = try file(String(written.dropFirst()))
        }
        let type = prompt.input.schema["properties"]?[name]?["type"]?.stringValue
        if type == nil || type == "string" { return .string(text) }
        // What is not JSON stays a text; the schema says what is wrong with it.
        return (try? JSONValue(parsing: text)) ?? .string(text)
    }

    private static func file(_ path: String) throws -> String {
        let bytes: [UInt8]
        do {
            bytes = try FileReader.read(path, limit: PromptLimits.standard.inputBytes)
        } catch {
            let reason =
                switch error {
                case .missing: "does not exist"
                case .notPermitted: "may not be read"
                case .notAFile, .link: "is not a regular file"
                case .tooLarge: "is larger than \(PromptLimits.standard.inputBytes) bytes"
                case .other(let words): "cannot be read: \(words)"
                }
            throw KapellError(
                error == .missing ? .notFound : .invalidRequest, "\(path) \(reason).",
                remedy: "Correct the path; a text that begins with @ is written with @@.")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw KapellError(.invalidRequest, "\(path) is not UTF-8 text.", remedy: "Save it as UTF-8.")
        }
        return text
    }
}
