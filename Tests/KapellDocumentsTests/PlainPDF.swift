/// Writes PDF files by hand, so that a test can say what stands where on each page, and break the file.
///
/// The form is that of ISO 32000-1, 7.5: objects, cross-reference table, trailer.
struct PlainPDF {
    /// A line of text with the distance of its foot from the upper edge of the page, in points.
    typealias Line = (down: Int, text: String)

    /// The bodies of the objects, from number 1 on: the catalogue, the tree of pages, a font, then two for each page.
    var objects: [String]
    /// What the trailer says besides the size.
    var trailer = "/Root 1 0 R"

    static let width = 595
    static let height = 842

    init(_ pages: [[Line]]) {
        let kids = pages.indices.map { "\(4 + 2 * $0) 0 R" }.joined(separator: " ")
        objects = [
            "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count \(pages.count) /Kids [\(kids)] >>",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        ]
        for (index, lines) in pages.enumerated() {
            objects.append(Self.page(content: 5 + 2 * index))
            let shown = lines.map { "1 0 0 1 60 \(Self.height - $0.down) Tm (\($0.text)) Tj" }
            objects.append(Self.stream("BT /F 11 Tf \(shown.joined(separator: " ")) ET"))
        }
    }

    /// Pages of lines one below the other, the first at `top`.
    init(pages: [[String]], top: Int = 60) {
        self.init(pages.map { lines in lines.enumerated().map { (top + 14 * $0.offset, $0.element) } })
    }

    static func page(content: Int, resources: String = "") -> String {
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 \(width) \(height)] /Contents \(content) 0 R"
            + " /Resources << /Font << /F 3 0 R >> \(resources) >> >>"
    }

    static func stream(_ text: String, _ entries: String = "") -> String {
        "<< \(entries) /Length \(text.utf8.count) >>\nstream\n\(text)\nendstream"
    }

    /// The file.
    ///
    /// - Parameter start: what it says of the place of its cross-reference table, in place of the truth.
    func file(start: Int? = nil) -> [UInt8] {
        var bytes = Array("%PDF-1.4\n".utf8)
        var table = "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n"
        for (index, object) in objects.enumerated() {
            let place = String(bytes.count)
            table += String(repeating: "0", count: 10 - place.count) + place + " 00000 n \n"
            bytes += Array("\(index + 1) 0 obj\n\(object)\nendobj\n".utf8)
        }
        let truth = bytes.count
        let size = objects.count + 1
        let end = "trailer\n<< /Size \(size) \(trailer) >>\nstartxref\n\(start ?? truth)\n%%EOF\n"
        return bytes + Array(table.utf8) + Array(end.utf8)
    }
}
