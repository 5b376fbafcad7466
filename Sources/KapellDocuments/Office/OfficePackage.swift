internal import KapellCore
internal import KapellZip

/// An Office Open XML package (ECMA-376 part 2): parts, and relationships between them.
struct OfficePackage {
    struct Relationship {
        /// The last word of its type: `officeDocument`, `styles`, `slide`.
        var type: String
        /// A part of the package, or an address outside it, which is never followed.
        var target: String
        var isExternal: Bool
    }

    let file: PackedFile

    init(_ source: DocumentSource) throws(KapellError) { file = try PackedFile(source) }

    var source: DocumentSource { file.source }

    /// The relationships of a part by their ids; none when it has none.
    func relationships(of part: String) throws(KapellError) -> [String: Relationship] {
        var folders = part.split(separator: "/").map(String.init)
        let name = folders.popLast() ?? ""
        let path = (folders + ["_rels", "\(name).rels"]).joined(separator: "/")
        guard let bytes = try file.part(path) else { return [:] }
        var found: [String: Relationship] = [:]
        let reader = try XMLReader(bytes, part: path, of: source)
        while let event = try reader.next() {
            guard case .start("Relationship") = event, let id = reader.attribute("Id"),
                let target = reader.attribute("Target")
            else { continue }
            let isExternal = reader.attribute("TargetMode") == "External"
            found[id] = Relationship(
                type: reader.attribute("Type")?.split(separator: "/").last.map(String.init) ?? "",
                target: isExternal ? target : PackedFile.resolve(target, from: part), isExternal: isExternal)
        }
        return found
    }

    /// The part with the document itself.
    func main(or usual: String) throws(KapellError) -> String {
        let root = try relationships(of: "")
        return root.values.first { $0.type == "officeDocument" && !$0.isExternal }?.target ?? usual
    }

    /// The title in the document's properties.
    func title() throws(KapellError) -> String? {
        guard let bytes = try file.part("docProps/core.xml") else { return nil }
        let reader = try XMLReader(bytes, part: "docProps/core.xml", of: source)
        while let event = try reader.next() {
            guard case .start("title") = event else { continue }
            guard case .text(let text)? = try reader.next() else { return nil }
            return PDFDiagnosis.usableTitle(InlineText(String(decoding: text, as: UTF8.self)).string)
        }
        return nil
    }

    /// Warns of what a package may bring beside its text: macros, and links out of it.
    func warn(_ builder: inout DocumentBuilder, parts: [String]) throws(KapellError) {
        if file.archive.entries.contains(where: { $0.name.lowercased().hasSuffix("vbaproject.bin") }) {
            builder.warn("The file holds macros; they were not read.")
        }
        var links: Set<String> = []
        for part in parts {
            for link in try relationships(of: part).values where link.isExternal && link.type != "hyperlink" {
                links.insert(link.target)
            }
        }
        if !links.isEmpty {
            let count = links.count == 1 ? "1 outside file" : "\(links.count) outside files"
            builder.warn("The file asks for \(count) (images, templates or objects); none was opened.")
        }
    }
}
