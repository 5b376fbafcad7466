internal import KapellCore

/// What a book's package document says: its title, and its chapters in order.
struct BookPackage {
    private(set) var title: String?
    /// Paths in the archive.
    private(set) var chapters: [String] = []
    /// Paths of what is encrypted. Fonts often are; that is no hindrance.
    private(set) var encrypted: Set<String> = []

    private static let chapterLimit = 10_000

    init(_ file: PackedFile) throws(KapellError) {
        let path = try Self.package(file)
        var items: [String: (path: String, isPage: Bool)] = [:]
        let reader = try XMLReader(try file.required(path), part: path, of: file.source)
        while let event = try reader.next() {
            switch event {
            case .start("title"):
                if title == nil, case .text(let text)? = try reader.next() {
                    title = InlineText(String(decoding: text, as: UTF8.self)).string
                }
            case .start("item"):
                guard let id = reader.attribute("id"), let target = reader.attribute("href") else { continue }
                let properties = reader.attribute("properties")?.split(separator: " ") ?? []
                let type = reader.attribute("media-type") ?? ""
                let isPage = type.contains("html") && !properties.contains("nav")
                items[id] = (PackedFile.resolve(Self.unescaped(target), from: path), isPage)
            case .start("itemref"):
                guard let id = reader.attribute("idref"), let item = items[id], item.isPage else { continue }
                chapters.append(item.path)
            default: break
            }
        }
        guard !chapters.isEmpty else { throw file.source.damaged("its package lists no chapters") }
        guard chapters.count <= Self.chapterLimit else {
            throw file.source.excessive("has more than \(Self.chapterLimit) chapters")
        }
        try readEncryption(file)
    }

    private static func package(_ file: PackedFile) throws(KapellError) -> String {
        let container = "META-INF/container.xml"
        let reader = try XMLReader(try file.required(container), part: container, of: file.source)
        while let event = try reader.next() {
            guard case .start("rootfile") = event, let path = reader.attribute("full-path") else { continue }
            return PackedFile.resolve(path, from: "")
        }
        throw file.source.damaged("it names no package document")
    }

    private mutating func readEncryption(_ file: PackedFile) throws(KapellError) {
        let part = "META-INF/encryption.xml"
        guard let bytes = try file.part(part) else { return }
        let reader = try XMLReader(bytes, part: part, of: file.source)
        while let event = try reader.next() {
            guard case .start("CipherReference") = event, let target = reader.attribute("URI") else { continue }
            encrypted.insert(PackedFile.resolve(Self.unescaped(target), from: ""))
        }
    }

    /// Addresses are escaped, names in the archive are not.
    private static func unescaped(_ target: String) -> String {
        String(decoding: PercentEncoding.decoded(target), as: UTF8.self)
    }
}
