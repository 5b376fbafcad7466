import KapellJSON
package import KapellVectors

/// Metadata as engines elsewhere store it: the JSON of ``KapellVectors/Metadata/json``, with numbers to the letter.
///
/// Whole doubles are written with all of their digits and a point, dates in milliseconds, so that what is read is what
/// was written, and an engine that compares decimals compares what we do.
package enum MetadataJSON {
    /// Text of an object: a field a key, in order.
    package static func text(_ metadata: Metadata) -> String {
        var text = "{"
        for (name, value) in metadata.fields {
            if text.utf8.count > 1 { text += "," }
            text += JSONValue.string(name).serialized() + ":"
            write(value, to: &text)
        }
        return text + "}"
    }

    /// Text of one value.
    package static func text(_ value: MetadataValue) -> String {
        var text = ""
        write(value, to: &text)
        return text
    }

    private static func write(_ value: MetadataValue, to text: inout String) {
        switch value {
        case .number(let number) where number == number.rounded(.towardZero) && abs(number) < 0x1p63:
            // All digits: the shortest form of a double is not always its value.
            text += (number.sign == .minus && number == 0 ? "-0" : String(Int64(number))) + ".0"
        case .date(let milliseconds): text += "{\"$date\":\(milliseconds)}"
        case .array(let elements):
            text += "["
            for (place, element) in elements.enumerated() {
                if place > 0 { text += "," }
                write(element, to: &text)
            }
            text += "]"
        default: text += value.json.serialized()
        }
    }

    /// Metadata from such a text.
    ///
    /// - Throws: `corrupt` for what is no metadata.
    package static func metadata(parsing text: String) throws(KapellError) -> Metadata {
        do {
            guard let object = try JSONValue(parsing: text).objectValue else { throw damaged("it is no object") }
            return try Metadata(json: object)
        } catch let error as KapellError where error.code == .corrupt {
            throw error
        } catch {
            throw damaged("\(error)")
        }
    }

    private static func damaged(_ why: String) -> KapellError {
        KapellError(.corrupt, "The metadata of a record cannot be read: \(why).", remedy: "Write the record again.")
    }
}
