public import KapellCore

/// A body of `multipart/form-data`, RFC 7578: its bytes, and where its fields are in them.
public struct MultipartForm: Sendable, Hashable {
    /// As it stands in the header, with the boundary.
    public let contentType: String
    public private(set) var bytes: [UInt8]
    private var fields: [Field] = []

    private struct Field: Sendable, Hashable {
        var name: String
        var range: Range<Int>
    }

    /// Fields that a form may have.
    private static let mostFields = 100
    /// Bytes that the header of a field may have, and the text of one that is read.
    private static let longest = 10_000

    /// - Throws: `invalidRequest` for what is no such body.
    public init(_ bytes: [UInt8], contentType: String) throws(KapellError) {
        self.bytes = bytes
        self.contentType = contentType
        let boundary = Array("--\(try Self.boundary(contentType))".utf8)
        guard bytes.starts(with: boundary) else { throw Self.wrong("it does not begin with its boundary") }
        let separator = [0x0D, 0x0A] + boundary
        var place = boundary.count
        while !bytes[place...].starts(with: [0x2D, 0x2D]) {
            guard bytes[place...].starts(with: [0x0D, 0x0A]), fields.count < Self.mostFields else {
                throw Self.wrong("it has too many fields, or one does not end")
            }
            let limit = min(place + Self.longest, bytes.count)
            guard let head = bytes[place..<limit].firstPlace(of: [0x0D, 0x0A, 0x0D, 0x0A]),
                let end = bytes[(head + 2)...].firstPlace(of: separator)
            else { throw Self.wrong("a field does not end") }
            let name = Self.name(String(decoding: bytes[place..<head], as: UTF8.self))
            fields.append(Field(name: name, range: min(head + 4, end)..<end))
            place = end + separator.count
        }
    }

    /// The text of a field; `nil` where there is none, and where it is too long to be a setting.
    public subscript(_ name: String) -> String? {
        guard let field = fields.first(where: { $0.name == name }), field.range.count <= Self.longest else {
            return nil
        }
        return String(decoding: bytes[field.range], as: UTF8.self)
    }

    /// The same with another text in a field; all other bytes stay as they are.
    ///
    /// - Throws: `invalidRequest` for a text of several lines, which could end the field.
    public func replacing(_ name: String, with text: String) throws(KapellError) -> MultipartForm {
        guard !text.utf8.contains(where: { $0 == 0x0D || $0 == 0x0A }) else {
            throw KapellError(.invalidRequest, "`\(name)` must be one line.")
        }
        var form = self
        // From the last one on, so that the places of those before stay right.
        for field in fields.reversed() where field.name == name {
            form.bytes.replaceSubrange(field.range, with: Array(text.utf8))
        }
        return try MultipartForm(form.bytes, contentType: contentType)
    }

    private static func boundary(_ contentType: String) throws(KapellError) -> String {
        for parameter in contentType.split(separator: ";").dropFirst() {
            let pair = parameter.split(separator: "=", maxSplits: 1).map { $0.filter { $0 != " " } }
            guard pair.count == 2, pair[0].lowercased() == "boundary" else { continue }
            let boundary = pair[1].filter { $0 != "\"" }
            if (1...70).contains(boundary.utf8.count) { return boundary }
        }
        throw wrong("its content type names no boundary")
    }

    /// The name in `Content-Disposition: form-data; name="model"`.
    private static func name(_ header: String) -> String {
        for line in header.split(whereSeparator: \.isNewline) where line.lowercased().hasPrefix("content-disposition:")
        {
            for parameter in line.split(separator: ";").dropFirst() {
                let pair = parameter.split(separator: "=", maxSplits: 1)
                guard pair.count == 2, pair[0].filter({ $0 != " " }).lowercased() == "name" else { continue }
                return pair[1].filter { $0 != "\"" && $0 != " " }
            }
        }
        return ""
    }

    private static func wrong(_ what: String) -> KapellError {
        KapellError(
            .invalidRequest, "The form cannot be read: \(what).",
            remedy: "Send multipart/form-data, or JSON with content-type: application/json.")
    }
}

extension ArraySlice<UInt8> {
    /// Where `needle`, which is not empty, first stands.
    fileprivate func firstPlace(of needle: [UInt8]) -> Int? {
        guard let first = needle.first else { return nil }
        var rest = self
        while let place = rest.firstIndex(of: first) {
            if rest[place...].starts(with: needle) { return place }
            rest = rest[(place + 1)...]
        }
        return nil
    }
}
