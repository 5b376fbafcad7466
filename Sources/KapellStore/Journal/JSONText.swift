import KapellCore
import KapellJSON

/// JSON as a column holds it.
enum JSONText {
    static func write(_ object: JSONObject) -> String { JSONValue.object(object).serialized() }

    static func read(_ text: String, of file: StoreFile) throws(KapellError) -> JSONObject {
        guard let object = (try? JSONValue(parsing: text))?.objectValue else {
            throw KapellError(
                .corrupt, "\(file.label) holds an event that is not JSON.", remedy: file.kind.repair)
        }
        return object
    }
}
