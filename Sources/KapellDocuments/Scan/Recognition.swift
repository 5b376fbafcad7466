internal import KapellCore

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Recognises the letters of images by the program `tesseract`, under the limits of the child.
struct Recognition {
    /// A page with its words in their places, and how sure tesseract is of them.
    struct Page {
        var page: PDFPage
        /// The mean over the letters, 0…1; 0 where there are none.
        var confidence: Double
    }

    private let tools: ToolRunner
    private let program: String
    private let languages: String

    /// Below this a page is named in a warning.
    static let low = 0.7

    /// `nil` where tesseract is not installed.
    init?(_ tools: ToolRunner) {
        guard let program = ToolRunner.find("tesseract") else { return nil }
        self.tools = tools
        self.program = program
        // Its threads cost more than they bring on one page.
        setenv("OMP_THREAD_LIMIT", "1", 1)
        languages = Self.installed(program, tools)
    }

    /// English first, then up to three others that are installed.
    private static func installed(_ program: String, _ tools: ToolRunner) -> String {
        var output: [UInt8] = []
        _ = try? tools.run(program, ["--list-langs"], input: []) { (chunk) throws(KapellError) in
            output += chunk.prefix(10_000)
        }
        let names = String(decoding: output, as: UTF8.self).split(separator: "\n").dropFirst().map(String.init)
            .filter { $0 != "osd" && $0 != "equ" && !$0.contains("/") && !$0.contains(" ") }
        let others = names.filter { $0 != "eng" }.sorted().prefix(3)
        let all = (names.contains("eng") ? ["eng"] : []) + others
        return all.isEmpty ? "eng" : all.joined(separator: "+")
    }

    /// The pages of an image: one, or more of a TIFF file.
    ///
    /// - Parameter resolution: points an inch; `nil` where the image says it itself.
    /// - Throws: `.corrupt` when tesseract cannot read the image.
    func pages(
        of image: [UInt8], resolution: Int?, source: DocumentSource
    ) throws(KapellError) -> [Page] {
        var output: [UInt8] = []
        var arguments = ["stdin", "stdout", "-l", languages, "-c", "tessedit_create_tsv=1"]
        if let resolution { arguments += ["--dpi", "\(resolution)"] }
        let outcome = try tools.run(program, arguments, input: image) { (chunk) throws(KapellError) in
            output += chunk
        }
        guard outcome.exitCode == 0 else {
            if outcome.signal == 24 || ChildDeath.isOutOfMemory(outcome.errors) {
                throw source.excessive("took more time or memory to recognise than is given to one document")
            }
            throw source.damaged("tesseract could not read the image")
        }
        return Self.read(output, scale: 72 / Float(resolution ?? 300))
    }

    /// The rows of tesseract's table: level, page, block, paragraph, line, word, left, top, width, height, confidence,
    /// text. Level 1 is a page, 4 a line, 5 a word.
    static func read(_ table: [UInt8], scale: Float) -> [Page] {
        var pages: [Page] = []
        var (sum, letters) = (0.0, 0)
        var line: (number: Int32, top: Float, bottom: Float) = (0, 0, 0)
        func close() {
            guard !pages.isEmpty else { return }
            pages[pages.count - 1].confidence = letters > 0 ? min(1, max(0, sum / Double(letters) / 100)) : 0
            (sum, letters) = (0, 0)
        }
        for row in table.split(separator: 0x0A) {
            let fields = row.split(separator: 0x09, omittingEmptySubsequences: false)
                .map { String(decoding: $0, as: UTF8.self) }
            guard fields.count >= 11, let level = Int(fields[0]) else { continue }
            let box = fields[6..<10].compactMap { Float($0) }.map { $0 * scale }
            guard box.count == 4, box.allSatisfy({ $0.isFinite && abs($0) < 1e6 }) else { continue }
            switch level {
            case 1:
                close()
                pages.append(Page(page: PDFPage(width: box[2], height: box[3], words: []), confidence: 0))
            case 4: line = (line.number + 1, box[1], box[1] + box[3])
            case 5:
                guard fields.count > 11, !pages.isEmpty, let confidence = Double(fields[10]), confidence >= 0 else {
                    continue
                }
                let text = MarkupText.plain(fields[11]).trimmed
                guard !text.isEmpty else { continue }
                // All words of a line get its height: their own would depend on their letters.
                let place = Box(x0: box[0], y0: line.top, x1: box[0] + box[2], y1: line.bottom)
                part(&pages[pages.count - 1].page.words, from: box[0], line: line.number)
                pages[pages.count - 1].page.words.append(PDFWord(text: text, box: place, line: line.number))
                sum += confidence * Double(text.count)
                letters += text.count
            default: break
            }
        }
        close()
        return pages
    }

    /// Two words of a line are two words, however near they stand.
    private static func part(_ words: inout [PDFWord], from start: Float, line: Int32) {
        guard let last = words.last, last.line == line, last.box.x0 < start else { return }
        let end = max(last.box.x0, start - last.box.height * 0.2)
        words[words.count - 1].box.x1 = min(last.box.x1, end)
    }
}
