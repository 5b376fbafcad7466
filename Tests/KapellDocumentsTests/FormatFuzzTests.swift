import KapellCore
import KapellDocuments
import KapellTesting
import KapellZip
import Testing

/// Read in this process, without programs, so that thousands of mutants take a second.
@Suite("Mutated documents of every format")
struct FormatFuzzTests {
    private let tools = ToolRunner(limits: ExtractionLimits())

    private func mutate(_ bytes: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...8, using: &generator) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &generator)
            let length = min(bytes.count - place, Int.random(in: 1...80, using: &generator))
            switch Int.random(in: 0..<5, using: &generator) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
            case 1: bytes.removeSubrange(place..<(place + length))
            case 2: bytes.insert(contentsOf: bytes[place..<(place + length)], at: place)
            case 3: bytes[place] = "<>/&;\"'=-0123456789:,\r\n".utf8.randomElement(using: &generator) ?? 0
            default: bytes.removeSubrange((place + length)...)
            }
        }
        return bytes
    }

    /// A document whose spans all fit, or an error that says what to do.
    private func check(_ bytes: [UInt8], _ name: String) {
        let source = DocumentSource(bytes: bytes, name: name)
        do throws(KapellError) {
            let document = try FormatRegistry.format(for: source).read(source, tools: tools)
            // The frame holds every span against the text.
            #expect(ExtractionFrame.isSound(document), "\(name)")
        } catch {
            #expect(
                [.corrupt, .encrypted, .unsupported, .limitExceeded, .invalidRequest, .tooLarge].contains(error.code),
                "\(name): \(error)")
        }
    }

    @Test("Pages, mails and lists: any bytes give a document or an error", arguments: 0..<4)
    func texts(seed: Int) throws {
        var generator = SeededGenerator(UInt64(seed) + 77)
        let page = """
            <!DOCTYPE html><html><head><title>T</title></head><body><main><h1>A</h1><p>b <b>c</b> &amp; &#8364;</p><ul><li>d<ol>
            <li>e</ol></ul><table><caption>x</caption><tr><th>f<th>g<tr><td rowspan=2>h<td colspan=3>i<tr><td>j</table><pre> k
            </pre><!-- l --></main></body></html>
            """
        let samples: [(String, [UInt8])] = [
            ("a.html", Array(page.utf8)), ("a.eml", try Fixtures.bytes("message.eml").prefix(900) + []),
            ("a.csv", Array("a;\"b \"\"c\"\"\";d\r\n1;2;3\r\n\"x\ny\";;\n".utf8)),
            ("a.rst", Array("=====\nTitle\n=====\n\nOne\n---\n\n.. note:: x\n\nTwo\n---\n".utf8)),
            ("a.swift", Array("public struct A<B>: C {\n  func d() {}\n}\n".utf8)),
        ]
        for _ in 0..<100 {
            for (name, bytes) in samples { check(mutate(bytes, &generator), name) }
        }
    }

    @Test(
        "Parts of Office files and books: any bytes give a document or an error",
        arguments: ["agreement.docx", "report.docx", "invoices.xlsx", "deck.pptx", "book.epub", "folder.zip"])
    func parts(name: String) throws {
        var generator = SeededGenerator(9)
        let bytes = try Fixtures.bytes(name)
        let archive = try ZipArchive(MemoryBytes(bytes, name: name))
        let parts = try archive.entries.map { ($0.name, try archive.bytes(of: $0, limit: 1 << 20)) }
        // Those that are read, and small enough to be hit where it matters.
        let chosen = parts.indices.filter { index in
            let part = parts[index].0
            return parts[index].1.count < 40_000 && !part.contains("theme") && !part.contains("Layout")
                && !part.contains("docProps/app")
        }
        for _ in 0..<25 {
            let victim = chosen.randomElement(using: &generator) ?? 0
            var zip = StoredZip()
            for (index, part) in parts.enumerated() {
                zip.add(part.0, index == victim ? mutate(part.1, &generator) : part.1)
            }
            check(zip.archive(), name)
        }
        // The archive itself.
        for _ in 0..<25 { check(mutate(bytes, &generator), name) }
    }
}
