import KapellCore
import KapellJSON
import KapellKnowledge

/// JSON on the command line, or in a file that it names.
enum JSONArgument {
    private static let limit = 8 << 20

    /// An object; `nil` where nothing is given.
    static func object(_ text: String?, _ name: String) throws -> JSONObject? {
        guard let text else { return nil }
        let written = text.hasPrefix("@") ? try file(String(text.dropFirst()), name) : text
        do {
            guard let object = try JSONValue(parsing: written).objectValue else {
                throw KapellError(
                    .invalidRequest, "\(name) is no JSON object.", remedy: #"Write \#(name) '{"name": "value"}'."#)
            }
            return object
        } catch let error as JSONError {
            throw KapellError(
                .invalidRequest, "\(name) is not JSON: \(error)", remedy: #"Write \#(name) '{"name": "value"}'."#)
        }
    }

    /// A value: JSON, or else the text itself.
    static func value(_ text: String) -> JSONValue { (try? JSONValue(parsing: text)) ?? .string(text) }

    private static func file(_ path: String, _ name: String) throws -> String {
        let bytes: [UInt8]
        do {
            bytes = try FileReader.read(path, limit: limit)
        } catch {
            throw KapellError(
                error == .missing ? .notFound : .invalidRequest, "\(name): \(path) cannot be read: \(error).",
                remedy: "Name a regular file of at most \(limit >> 20) MB.")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw KapellError(.invalidRequest, "\(name): \(path) is not UTF-8 text.", remedy: "Save it as UTF-8.")
        }
        return text
    }
}
