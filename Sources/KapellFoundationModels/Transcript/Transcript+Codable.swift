import KapellCore
package import KapellJSON

extension Transcript: Codable {
    /// The version of the format that is written. A reader refuses a higher one.
    static let formatVersion = 1

    /// Writes `{"type": "Kapell.Transcript", "version": 1, "entries": […]}`; `Documentation/Sessions.md` describes it.
    ///
    /// - Throws: what a custom segment's content or a schema throws when it is written.
    public func encode(to encoder: any Encoder) throws { try CodableJSON(.object(json())).encode(to: encoder) }

    /// Reads what ``encode(to:)`` writes. Custom segments become ``StoredSegment``s.
    ///
    /// - Throws: `DecodingError` that names the place.
    public init(from decoder: any Decoder) throws {
        let value = try CodableJSON(from: decoder).value
        do {
            self = try Transcript(json: value)
        } catch {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "\(error)", underlyingError: error))
        }
    }

    /// The transcript in its format, with the order of all keys.
    package func json() throws -> JSONObject {
        [
            "type": "Kapell.Transcript", "version": .integer(Int64(Self.formatVersion)),
            "entries": .array(try entries.map { .object(try TranscriptWriter.entry($0)) }),
        ]
    }

    /// - Throws: a `KapellError` that names the place.
    package init(json value: JSONValue) throws {
        guard value["type"]?.stringValue == "Kapell.Transcript", let version = value["version"]?.intValue else {
            throw KapellError(
                .corrupt, "This is not a transcript: `type` and `version` are missing.",
                remedy: "Give what encoding a Transcript wrote.")
        }
        guard version == Self.formatVersion else {
            throw KapellError(
                .unsupported,
                "The transcript has version \(version); this program reads version \(Self.formatVersion).",
                remedy: "Read it with the program that wrote it, or a newer one.")
        }
        guard let list = value["entries"]?.arrayValue else {
            throw KapellError(.corrupt, "The transcript has no list `entries`.")
        }
        entries = try list.enumerated().map { index, entry in
            try TranscriptReader(place: "entries[\(index)]").entry(entry)
        }
    }
}
