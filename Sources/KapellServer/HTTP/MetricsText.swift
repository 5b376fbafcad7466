/// Metrics in Prometheus' text format. Source: "Exposition formats" of Prometheus' documentation, version 0.0.4.
package struct MetricsText {
    package enum Kind: String {
        case counter
        case gauge
    }

    package private(set) var text = ""
    private var last = ""

    package init() {}

    /// Adds a sample. Samples of one metric are added one after another.
    ///
    /// - Parameter labels: as ``labels(_:)`` writes them.
    package mutating func add(_ kind: Kind, _ name: String, labels: String = "", _ value: Double) {
        if name != last { text += "# TYPE \(name) \(kind.rawValue)\n" }
        last = name
        text += labels.isEmpty ? name : "\(name){\(labels)}"
        text += " \(Int64(exactly: value).map { String($0) } ?? String(value))\n"
    }

    /// Labels as they stand between braces: names, and values in quotes, escaped.
    package static func labels(_ labels: [(String, String)]) -> String {
        var text = ""
        for (name, value) in labels {
            if !text.isEmpty { text += "," }
            text += name
            text += "=\""
            text += escaped(value)
            text += "\""
        }
        return text
    }

    private static func escaped(_ value: String) -> String {
        let special: [UInt8] = [UInt8(ascii: "\\"), UInt8(ascii: "\""), UInt8(ascii: "\n")]
        guard value.utf8.contains(where: { special.contains($0) }) else { return value }
        var result = ""
        // By scalars: a carriage return and a line feed are one character, and would pass as such.
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            case "\n": result += "\\n"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
