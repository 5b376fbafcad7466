/// Writes small PDF files of lines of text: objects, cross-reference table, trailer (ISO 32000-1, 7.5).
enum TinyPDF {
    /// - Parameter pages: the lines of each page, from the top.
    static func file(_ pages: [[String]]) -> [UInt8] {
        let kids = pages.indices.map { "\(4 + 2 * $0) 0 R" }.joined(separator: " ")
        var objects = [
            "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count \(pages.count) /Kids [\(kids)] >>",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        ]
        for (page, lines) in pages.enumerated() {
            objects.append(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents \(5 + 2 * page) 0 R "
                    + "/Resources << /Font << /F 3 0 R >> >> >>")
            let shown = lines.enumerated().map { "1 0 0 1 60 \(780 - 14 * $0.offset) Tm (\($0.element)) Tj" }
            let text = "BT /F 11 Tf \(shown.joined(separator: " ")) ET"
            objects.append("<< /Length \(text.utf8.count) >>\nstream\n\(text)\nendstream")
        }
        var file = "%PDF-1.4\n"
        var table = "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n"
        for (index, object) in objects.enumerated() {
            let place = String(file.utf8.count)
            table += String(repeating: "0", count: 10 - place.count) + place + " 00000 n \n"
            file += "\(index + 1) 0 obj\n\(object)\nendobj\n"
        }
        let start = file.utf8.count
        let trailer = "trailer\n<< /Size \(objects.count + 1) /Root 1 0 R >>\nstartxref\n\(start)\n%%EOF\n"
        return Array((file + table + trailer).utf8)
    }
}
