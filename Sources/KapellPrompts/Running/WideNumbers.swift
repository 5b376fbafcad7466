import KapellJSON

/// Whole numbers that need more than 64 bits. Reading one loses digits, so that it is no answer where whole numbers are
/// asked for.
enum WideNumbers {
    /// Whether a schema asks for whole numbers anywhere.
    static func matter(in schema: JSONValue) -> Bool {
        switch schema {
        case .string(let word): word == "integer"
        case .array(let values): values.contains(where: matter)
        case .object(let object): object.values.contains(where: matter)
        default: false
        }
    }

    /// The path of the first one; nil where there is none.
    static func path(in value: JSONValue) -> String? {
        switch value {
        case .number(let number):
            return (number >= 0x1p64 || number < -0x1p63) && number.rounded() == number ? "" : nil
        case .array(let values):
            for (index, value) in values.enumerated() {
                if let path = path(in: value) { return "/\(index)\(path)" }
            }
        case .object(let object):
            for (key, value) in object {
                if let path = path(in: value) { return "/\(key)\(path)" }
            }
        default: break
        }
        return nil
    }
}
