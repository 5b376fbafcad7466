internal import CXML2
internal import KapellCore

/// Builds the tree of an HTML page from the events of libxml2's HTML parser, which mends what is not closed.
///
/// libxml2 opens nothing outside the page. The tree is our own, so that its depth and size have limits: elements deeper
/// than ``depthLimit`` are left out and their text stays.
final class HTMLParser {
    private(set) var tree = HTMLTree()
    private var open = [0]
    /// Elements that are open and too deep for the tree.
    private var beyond = 0
    private(set) var isTooLarge = false
    private var context: htmlParserCtxtPtr?

    static let depthLimit = 200
    private static let nodeLimit = 3_000_000
    /// Of each element; of a value.
    private static let (attributeLimit, valueLimit) = (32, 400)
    /// The only attributes that are looked at.
    private static let wanted: Set<String> = [
        "class", "id", "role", "colspan", "rowspan", "hidden", "aria-hidden", "alt", "start", "value", "href", "type",
        "name", "content", "style", "lang",
    ]

    /// - Parameter bytes: UTF-8.
    static func parse(_ bytes: [UInt8], of source: DocumentSource) throws(KapellError) -> HTMLTree {
        let parser = HTMLParser()
        guard bytes.count < Int(Int32.max) else { throw source.excessive("is too large for an HTML page") }
        parser.run(bytes)
        guard !parser.isTooLarge else { throw source.excessive("has more than \(nodeLimit) elements") }
        return parser.tree
    }

    private func run(_ bytes: [UInt8]) {
        guard let context = htmlNewParserCtxt() else { return }
        defer {
            context.pointee.userData = nil
            htmlFreeParserCtxt(context)
        }
        self.context = context
        // Only these are called: libxml2 builds no tree of its own.
        var handler = xmlSAXHandler()
        handler.startElement = { HTMLParser.from($0)?.start($1, $2) }
        handler.endElement = { HTMLParser.from($0)?.end($1) }
        handler.characters = { HTMLParser.from($0)?.characters($1, $2) }
        handler.ignorableWhitespace = { HTMLParser.from($0)?.characters($1, $2) }
        context.pointee.sax.pointee = handler
        context.pointee.userData = Unmanaged.passUnretained(self).toOpaque()
        let options =
            HTML_PARSE_RECOVER.rawValue | HTML_PARSE_NOERROR.rawValue | HTML_PARSE_NOWARNING.rawValue
            | HTML_PARSE_NONET.rawValue | HTML_PARSE_IGNORE_ENC.rawValue | HTML_PARSE_NOIMPLIED.rawValue
        bytes.withUnsafeBytes { buffer in
            let start = buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
            if let document = htmlCtxtReadMemory(context, start, Int32(bytes.count), nil, "UTF-8", Int32(options)) {
                xmlFreeDoc(document)
            }
        }
        self.context = nil
    }

    private static func from(_ pointer: UnsafeMutableRawPointer?) -> HTMLParser? {
        pointer.map { Unmanaged<HTMLParser>.fromOpaque($0).takeUnretainedValue() }
    }

    private func start(_ name: UnsafePointer<xmlChar>?, _ values: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?) {
        guard open.count < Self.depthLimit else {
            beyond += 1
            return
        }
        guard tree.nodes.count < Self.nodeLimit else {
            isTooLarge = true
            if let context { xmlStopParser(context) }
            return
        }
        var attributes: [(name: String, value: String)] = []
        if var pair = values {
            while let name = pair[0], attributes.count < Self.attributeLimit {
                let key = Self.string(name).lowercased()
                if Self.wanted.contains(key) {
                    attributes.append((key, pair[1].map { String(Self.string($0).prefix(Self.valueLimit)) } ?? ""))
                }
                pair += 2
            }
        }
        open.append(tree.addElement(Self.string(name).lowercased(), attributes, to: open[open.count - 1]))
    }

    private func end(_ name: UnsafePointer<xmlChar>?) {
        if beyond > 0 {
            beyond -= 1
            return
        }
        let name = Self.string(name).lowercased()
        // What was left open inside goes with it.
        guard let place = open.lastIndex(where: { tree.name($0) == name }), place > 0 else { return }
        open.removeSubrange(place...)
    }

    private func characters(_ text: UnsafePointer<xmlChar>?, _ count: Int32) {
        guard let text, count > 0, !isTooLarge else { return }
        tree.addText(UnsafeBufferPointer(start: text, count: Int(count)), to: open[open.count - 1])
    }

    private static func string(_ pointer: UnsafePointer<xmlChar>?) -> String {
        guard let pointer else { return "" }
        return String(decoding: UnsafeBufferPointer(start: pointer, count: Int(xmlStrlen(pointer))), as: UTF8.self)
    }
}
