internal import CXML2
internal import KapellCore

/// Reads one XML part of a package from front to back, by libxml2's reader.
///
/// Nothing outside the part is opened (`XML_PARSE_NONET`, no entities resolved, no DTD loaded), and a part that brings
/// a document type is refused at its first line: Office formats forbid it (ECMA-376 part 2, 8.1.4), and entities are how
/// a small file becomes a large one. libxml2 itself refuses what is nested deeper than 256.
final class XMLReader {
    enum Event {
        /// The local name, without its prefix.
        case start(String)
        case end(String)
        case text([UInt8])
    }

    private let reader: xmlTextReaderPtr
    private let buffer: UnsafeMutableRawBufferPointer
    private let part: String
    private let source: DocumentSource
    private var ending: String?
    private var nodes = 0

    /// Nodes of one part.
    private static let nodeLimit = 30_000_000

    /// - Parameter part: how errors name the part, as `word/document.xml`.
    init(_ bytes: [UInt8], part: String, of source: DocumentSource) throws(KapellError) {
        let options = Int32(XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue)
        buffer = .allocate(byteCount: max(1, bytes.count), alignment: 16)
        buffer.copyBytes(from: bytes)
        guard bytes.count < Int(Int32.max),
            let reader = xmlReaderForMemory(
                buffer.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count), nil, nil, options)
        else {
            buffer.deallocate()
            throw source.damaged("\(part) could not be opened")
        }
        self.reader = reader
        self.part = part
        self.source = source
    }

    deinit {
        xmlFreeTextReader(reader)
        buffer.deallocate()
    }

    /// The next event; `nil` at the end. An element without content gives a start and an end.
    func next() throws(KapellError) -> Event? {
        if let name = ending {
            ending = nil
            return .end(name)
        }
        while true {
            let status = xmlTextReaderRead(reader)
            if status == 0 { return nil }
            guard status == 1 else {
                throw source.damaged(
                    "\(part) is no sound XML at line \(max(1, xmlTextReaderGetParserLineNumber(reader)))")
            }
            nodes += 1
            guard nodes <= Self.nodeLimit else { throw source.excessive("has too many elements in \(part)") }
            switch xmlTextReaderNodeType(reader) {
            case Int32(XML_READER_TYPE_ELEMENT.rawValue):
                let name = Self.string(xmlTextReaderConstLocalName(reader))
                if xmlTextReaderIsEmptyElement(reader) == 1 { ending = name }
                return .start(name)
            case Int32(XML_READER_TYPE_END_ELEMENT.rawValue):
                return .end(Self.string(xmlTextReaderConstLocalName(reader)))
            case Int32(XML_READER_TYPE_TEXT.rawValue), Int32(XML_READER_TYPE_CDATA.rawValue),
                Int32(XML_READER_TYPE_SIGNIFICANT_WHITESPACE.rawValue),
                Int32(XML_READER_TYPE_WHITESPACE.rawValue):
                guard let value = xmlTextReaderConstValue(reader) else { continue }
                return .text(Array(UnsafeBufferPointer(start: value, count: Int(xmlStrlen(value)))))
            case Int32(XML_READER_TYPE_DOCUMENT_TYPE.rawValue), Int32(XML_READER_TYPE_ENTITY_REFERENCE.rawValue):
                throw source.damaged("\(part) brings a document type or entities, which are not followed")
            default: continue
            }
        }
    }

    /// An attribute of the element that has just begun, by its local name.
    func attribute(_ name: String) -> String? { attributes(name).first }

    /// The attributes with a local name, whatever their namespaces.
    func attributes(_ name: String) -> [String] {
        var found: [String] = []
        while xmlTextReaderMoveToNextAttribute(reader) == 1 {
            guard Self.string(xmlTextReaderConstLocalName(reader)) == name else { continue }
            found.append(Self.string(xmlTextReaderConstValue(reader)))
        }
        xmlTextReaderMoveToElement(reader)
        return found
    }

    /// Goes to the end of the element that has just begun.
    func skip(_ name: String) throws(KapellError) {
        var depth = 1
        while depth > 0, let event = try next() {
            switch event {
            case .start(let inner) where inner == name: depth += 1
            case .end(let inner) where inner == name: depth -= 1
            default: break
            }
        }
    }

    private static func string(_ pointer: UnsafePointer<xmlChar>?) -> String {
        guard let pointer else { return "" }
        return pointer.withMemoryRebound(to: CChar.self, capacity: 1) { String(cString: $0) }
    }
}
