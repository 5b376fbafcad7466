internal import KapellCore

/// Writes the texts and attachments of an e-mail.
struct MailBody {
    let source: DocumentSource
    let tools: ToolRunner

    /// Parts in parts of one message; what lies deeper is left out.
    private static let depthLimit = 24
    private static let partLimit = 2000
    private var seen = 0
    private var attachments: [(name: String, bytes: [UInt8])] = []

    init(source: DocumentSource, tools: ToolRunner) {
        self.source = source
        self.tools = tools
    }

    mutating func write(_ message: MailPart, to builder: inout DocumentBuilder) throws(KapellError) {
        try walk(message, depth: 0, &builder)
        let reader = PartReader(outer: source, tools: tools)
        for attachment in attachments {
            try reader.read(attachment.bytes, name: attachment.name, level: 2, into: &builder)
        }
    }

    private mutating func walk(
        _ part: MailPart, depth: Int, _ builder: inout DocumentBuilder
    ) throws(KapellError) {
        seen += 1
        guard seen <= Self.partLimit else { throw source.excessive("has more than \(Self.partLimit) parts") }
        guard depth <= Self.depthLimit else {
            builder.warn("Parts of the e-mail that lie more than \(Self.depthLimit) deep were left out.")
            return
        }
        if part.type.hasPrefix("multipart/") {
            let inner = part.parts(limit: Self.partLimit + 1).map { MailPart($0) }
            if part.type == "multipart/alternative" {
                try walkBest(inner, depth: depth, &builder)
            } else {
                for child in inner { try walk(child, depth: depth + 1, &builder) }
            }
        } else if part.type == "message/rfc822" {
            attachments.append((part.name ?? "message.eml", part.content))
        } else if part.type.hasPrefix("multipart") || part.isAttachment || part.name != nil && !part.isInline {
            attach(part)
        } else if part.type == "text/plain" || part.type == "text" {
            writeText(part, &builder)
        } else if part.type == "text/html" {
            try writePage(part, &builder)
        } else if part.name != nil, !part.type.hasPrefix("image/") {
            attach(part)
        } else if !part.type.hasPrefix("image/"), !part.type.contains("signature") {
            builder.warn("A part of the type \(part.type.prefix(60)) was left out.")
        }
    }

    /// Of the same text in several forms the plain one, unless a page says much more.
    private mutating func walkBest(
        _ parts: [MailPart], depth: Int, _ builder: inout DocumentBuilder
    ) throws(KapellError) {
        let plain = parts.first { $0.type == "text/plain" }
        let rich = parts.last { $0.type == "text/html" || $0.type.hasPrefix("multipart/") }
        if let plain {
            let letters = decoded(plain).bytes.count { $0 > 0x20 }
            if let rich, rich.type == "text/html", letters > 0 {
                let page = try? HTMLFormat().read(source.part(rich.content, name: source.name), declared: charset(rich))
                let shown = page?.text.utf8.count { $0 > 0x20 } ?? 0
                if shown > letters * 2 { return try walk(rich, depth: depth + 1, &builder) }
            }
            if letters > 0 { return try walk(plain, depth: depth + 1, &builder) }
        }
        if let rich = rich ?? parts.last { try walk(rich, depth: depth + 1, &builder) }
    }

    private func charset(_ part: MailPart) -> String? { part.parameters["charset"] }

    private func decoded(_ part: MailPart) -> CharacterSet.Decoded {
        CharacterSet.decode(part.content, declared: charset(part))
    }

    private func writeText(_ part: MailPart, _ builder: inout DocumentBuilder) {
        let text = decoded(part)
        builder.warn(text)
        builder.code(text.bytes.filter { $0 >= 0x20 || $0 == 0x0A || $0 == 0x09 })
    }

    private func writePage(_ part: MailPart, _ builder: inout DocumentBuilder) throws(KapellError) {
        let text = CharacterSet.decode(part.content, declared: charset(part) ?? HTMLCharset.declared(in: part.content))
        builder.warn(text)
        let tree = try HTMLParser.parse(text.bytes, of: source)
        var hidden: Set<Int> = []
        for node in tree.nodes.indices where Boilerplate.isHidden(node, in: tree) { hidden.insert(node) }
        var renderer = HTMLRenderer(tree: tree, leftOut: hidden)
        renderer.levelShift = 1
        renderer.write([0], to: &builder)
    }

    private mutating func attach(_ part: MailPart) {
        attachments.append((part.name ?? "attachment \(attachments.count + 1)", part.content))
    }
}
